import { QueueLink, type QueueAddress } from '../../sim/queue/queue-link.ts';
import { Exchange } from '../engine/exchange.ts';
import { join } from 'node:path';
import type { Output, CommandContext } from '../../sim/data/command-line/output.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { printable } from '../../sim/data/quoting/printable.ts';
import { showElapsed } from '../../sim/data/duration.ts';
import { Progress } from '../../sim/report/progress.ts';
import { withCommas } from '../../sim/report/table.ts';
import type { Build } from '../engine/build.ts';
import { readCorpus } from '../engine/corpus-folder.ts';
import { readForeign } from '../engine/foreign-folder.ts';
import { Session, type SessionStats, type SessionOptions, type SessionResult } from '../engine/session.ts';
import { JsfuzzSession } from '../jsfuzz/jsfuzz-session.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { mostSevere, type FuzzExit } from './exit.ts';
import type { FuzzRequest } from './fuzz-options.ts';

const TERMINAL_MS = 200;
const PLAIN_MS = 2000;

/** Statistics of a running session on one line. */
function formatStats(target: string, stats: SessionStats): string {
  const { executions, elapsedMs, corpus, found, covered, counters, features, sinceNewMs } = stats;
  return [
    target,
    `${withCommas(executions)} execs`,
    `${withCommas((1000 * executions) / Math.max(1, elapsedMs))}/s`,
    `corpus ${withCommas(corpus)} (+${withCommas(found)})`,
    `coverage ${withCommas(covered)}${counters === 0 ? '' : `/${withCommas(counters)}`}`,
    `features ${withCommas(features)}`,
    `new ${showElapsed(sinceNewMs)} ago`,
  ].join(' · ');
}

/** Shows where a session stands, again and again: one line drawn anew on a terminal, one every few seconds elsewhere. */
function showLive(target: string, session: { readonly stats: SessionStats }, err: Output, progress: Progress): () => void {
  const timer = setInterval(() => progress.tell(formatStats(target, session.stats)), err.isTerminal ? TERMINAL_MS : PLAIN_MS);
  return () => {
    clearInterval(timer);
    progress.clear();
  };
}

/** What is fuzzed, and where its corpora lie. */
export interface FuzzPlace {
  readonly build: Build;
  readonly corpora: string;
}

/** What every mode of the command works with: the request, the streams, the corpora. */
export class Workbench {
  readonly request: FuzzRequest;
  readonly context: CommandContext;
  readonly place: FuzzPlace;
  readonly #exits: FuzzExit[] = [];
  #isInterrupted = false;
  #link: QueueLink | null = null;

  constructor(request: FuzzRequest, context: CommandContext, place: FuzzPlace) {
    this.request = request;
    this.context = context;
    this.place = place;
    // It lasts as long as the program.
    context.onInterrupt(() => (this.#isInterrupted = true));
    context.tellVerdict?.(() => (this.#exits.length === 0 ? null : mostSevere(this.#exits)));
  }

  /** Takes note of what was found: whatever ends the process, it is told by its code. */
  noteExit(exit: FuzzExit): void {
    this.#exits.push(exit);
  }

  /** Whether the user has interrupted. */
  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** Folder of the corpus of a target. */
  folderOf(target: Pick<FuzzTarget, 'name'>): string {
    return this.request.corpus ?? join(this.place.corpora, target.name);
  }

  /** The corpus of a target; a note goes to the user about folders in it. Throws {@link UsageError}. */
  corpusOf(target: Pick<FuzzTarget, 'name'>): readonly Uint8Array[] {
    const folder = this.folderOf(target);
    try {
      const { inputs, subfolders } = readCorpus(folder);
      for (const name of subfolders)
        this.context.err.write(`fuzz: corpus ${printable(folder)} is flat: its folder ${printable(name)} is not read\n`);
      return inputs;
    } catch (error) {
      throw new UsageError(`fuzz: ${messageOf(error)}`);
    }
  }

  /** The inputs of other fuzzers that were named. Throws {@link UsageError}. */
  foreign(): readonly Uint8Array[] {
    return this.request.from.flatMap((folder) => {
      try {
        return readForeign(folder);
      } catch (error) {
        throw new UsageError(`fuzz: ${messageOf(error)}`);
      }
    });
  }

  /** Fuzzes a target from these inputs on, as was asked but for what is set otherwise, and shows how it goes. */
  async fuzz(target: FuzzTarget, inputs: readonly Uint8Array[], otherwise: Partial<SessionOptions> = {}): Promise<SessionResult> {
    const { queue, seed, mode, runsMax } = this.request;
    const exchange = queue === null || mode !== 'fuzz' || runsMax === 0 ? null : await this.#exchangeOf(queue, target);
    const Engine = this.request.engine === 'jsfuzz' ? JsfuzzSession : Session;
    const session = new Engine({
      ...this.request,
      build: this.place.build,
      target: target.name,
      inputs,
      lengthMax: this.request.lengthMax ?? target.lengthMax,
      // Each machine explores something else.
      ...(exchange === null ? {} : { exchange, seed: `${seed} machine ${exchange.machine}` }),
      ...otherwise,
    });
    const forget = this.context.onInterrupt(() => session.interrupt());
    const hide = showLive(target.name, session, this.context.err, new Progress(this.context.err));
    try {
      const result = await session.run();
      if (exchange !== null) await this.#tellOthers(target, result, exchange);
      return result;
    } finally {
      hide();
      forget();
    }
  }

  /** Lets go of the queue, where there is one. */
  close(): void {
    this.#link?.close();
  }

  async #exchangeOf(queue: QueueAddress, { name }: FuzzTarget): Promise<Exchange> {
    this.#link ??= await QueueLink.open(queue);
    return Exchange.join(this.#link, name);
  }

  /** Tells other machines of crashes, and the user of theirs. */
  async #tellOthers({ name }: FuzzTarget, { crashes }: SessionResult, exchange: Exchange): Promise<void> {
    const note = (sentence: string): void => this.context.err.write(`fuzz ${name}: ${printable(sentence)}\n`);
    for (const { signature } of crashes) if (!(await exchange.isFirst(signature))) note(`another machine has found ${signature} too`);
    const own = new Set(crashes.map(({ signature }) => signature));
    for (const signature of await exchange.signatures()) if (!own.has(signature)) note(`another machine has found ${signature}`);
  }
}

/** Replays inputs alone, all of them. */
export const REPLAY = { runsMax: 0, timeMs: null, jobs: 1, goesOn: true } as const;
