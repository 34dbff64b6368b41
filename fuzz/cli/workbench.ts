import { join } from 'node:path';
import type { Output, CommandContext } from '../../sim/data/command-line/output.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { describeError } from '../../sim/data/command-line/program.ts';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { printable } from '../../sim/data/quoting/printable.ts';
import { QueueLink, type QueueAddress } from '../../sim/queue/queue-link.ts';
import type { Build } from '../engine/build.ts';
import { readCorpus, type CorpusFolder } from '../engine/corpus-folder.ts';
import { Exchange } from '../engine/exchange.ts';
import { readForeign } from '../engine/foreign-folder.ts';
import { Session, type SessionOptions, type SessionResult } from '../engine/session.ts';
import { JsfuzzSession } from '../jsfuzz/jsfuzz-session.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { mostSevere, type FuzzExit } from './exit.ts';
import type { FuzzRequest } from './fuzz-options.ts';
import { LiveStats } from './live-stats.ts';
import { OrderedOutput } from './ordered-output.ts';
import type { FailedTarget, TargetsDone } from './targets-done.ts';

const INTERRUPTED = 'interrupted';

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
  readonly #live: LiveStats;
  readonly #onEnd = new Set<() => void>();
  #whyEnding: string | null = null;
  #link: Promise<QueueLink> | null = null;

  constructor(request: FuzzRequest, context: CommandContext, place: FuzzPlace) {
    this.request = request;
    this.place = place;
    this.#live = new LiveStats(context.err);
    const onInterrupt = (callback: () => void): (() => void) => this.#whenEnding(callback);
    this.context = { ...context, out: this.#live.above(context.out), err: this.#live.above(context.err), onInterrupt };
    // It lasts as long as the program.
    context.onInterrupt(() => this.#end(INTERRUPTED));
    context.tellVerdict?.(() => this.#verdictSoFar);
  }

  /** Takes note of what was found: whatever ends the process, it is told by its code. */
  noteExit(exit: FuzzExit): void {
    this.#exits.push(exit);
  }

  /** Why what runs is being ended, in words: the user has interrupted, or work on a target could not be done; null if it is not. */
  get whyEnding(): string | null {
    return this.#whyEnding;
  }

  /** Reads the corpora where there are several, so that none is refused once others have begun. Throws {@link UsageError}. */
  probeCorpora(): void {
    const { targets } = this.request;
    if (targets.length > 1) for (const target of targets) this.#read(target);
  }

  /**
   * Has work done for each target, several at once, begun in their order, none after an interrupt. Results come in that order, and so does
   * what they write to `out`. Where one rejects the others are interrupted, and have ended before its error is told. Rejects with it if
   * there is no result.
   */
  async eachTarget<Result>(work: (target: FuzzTarget, out: Output) => Promise<Result>): Promise<TargetsDone<Result>> {
    const { targets, atOnce } = this.request;
    const outputs = new OrderedOutput(this.context.out);
    const byPlace: Result[][] = [];
    const notBegun: string[] = [];
    const failed: FailedTarget[] = [];
    const left = targets.entries();
    const workOn = async (): Promise<void> => {
      for (const [place, target] of left) {
        if (this.#whyEnding !== null) {
          notBegun.push(target.name);
          continue;
        }
        try {
          byPlace[place] = [await work(target, outputs.of(place))];
        } catch (error) {
          failed.push({ target: target.name, error });
          this.#end(`${target.name} could not be done`);
        } finally {
          outputs.end(place);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, targets.length) }, workOn));
    const results = byPlace.flatMap((result) => result);
    if (failed.length > 0 && results.length === 0) throw failed[0].error;
    for (const { target, error } of failed) this.context.err.write(`fuzz ${target}: ${describeError(error).replace(/^fuzz: /, '')}\n`);
    const exitBefore = failed.length === 0 ? null : this.#verdictSoFar;
    return { results, notBegun, failed, exitBefore, isInterrupted: this.#whyEnding === INTERRUPTED };
  }

  /** Folder of the corpus of a target. */
  folderOf(target: Pick<FuzzTarget, 'name'>): string {
    return this.request.corpus ?? join(this.place.corpora, target.name);
  }

  /** The corpus of a target; a note goes to the user about folders in it. Throws {@link UsageError}. */
  corpusOf(target: Pick<FuzzTarget, 'name'>): readonly Uint8Array[] {
    const { inputs, subfolders } = this.#read(target);
    for (const name of subfolders)
      this.context.err.write(`fuzz: corpus ${printable(this.folderOf(target))} is flat: its folder ${printable(name)} is not read\n`);
    return inputs;
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
    const hide = this.#live.show(target.name, session);
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
    void this.#link?.then((link) => link.close()).catch(() => {});
  }

  get #verdictSoFar(): FuzzExit | null {
    return this.#exits.length === 0 ? null : mostSevere(this.#exits);
  }

  #read(target: Pick<FuzzTarget, 'name'>): CorpusFolder {
    try {
      return readCorpus(this.folderOf(target));
    } catch (error) {
      throw new UsageError(`fuzz: ${messageOf(error)}`);
    }
  }

  #end(why: string): void {
    this.#whyEnding ??= why;
    for (const callback of this.#onEnd) callback();
  }

  /** Has a callback called when what runs is to end, at once if that was before; the returned function takes it back. */
  #whenEnding(callback: () => void): () => void {
    this.#onEnd.add(callback);
    if (this.#whyEnding !== null) callback();
    return () => void this.#onEnd.delete(callback);
  }

  async #exchangeOf(queue: QueueAddress, { name }: FuzzTarget): Promise<Exchange> {
    this.#link ??= QueueLink.open(queue);
    return Exchange.join(await this.#link, name);
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
