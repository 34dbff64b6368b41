import type { Output } from '../../sim/data/command-line/output.ts';
import { showElapsed } from '../../sim/data/duration.ts';
import { Progress } from '../../sim/report/progress.ts';
import { withCommas } from '../../sim/report/table.ts';
import type { SessionStats } from '../engine/session.ts';

const TERMINAL_MS = 200;
const PLAIN_MS = 2000;

/** Shows where running sessions stand, again and again: one line drawn anew on a terminal, of each in turn; a line of each every few seconds elsewhere. */
export class LiveStats {
  readonly #isTerminal: boolean;
  readonly #progress: Progress;
  readonly #shown = new Map<string, { readonly stats: SessionStats }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(err: Output) {
    this.#isTerminal = err.isTerminal;
    this.#progress = new Progress(err);
  }

  /** Shows the session of a target until the returned function is called. */
  show(target: string, session: { readonly stats: SessionStats }): () => void {
    this.#shown.set(target, session);
    this.#timer ??= setInterval(() => this.#tell(), this.#isTerminal ? TERMINAL_MS : PLAIN_MS);
    return () => {
      this.#shown.delete(target);
      this.#progress.clear();
      if (this.#shown.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** An output that takes the line of a terminal away before it writes. */
  above(output: Output): Output {
    const write = (text: string): void => {
      this.#progress.clear();
      output.write(text);
    };
    return { ...output, write };
  }

  #tell(): void {
    const lines = [...this.#shown].map(([target, { stats }]) => formatStats(target, stats));
    const turn = Math.floor(performance.now() / PLAIN_MS) % lines.length;
    for (const line of this.#isTerminal ? [lines[turn]] : lines) this.#progress.tell(line);
  }
}

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
    sinceNewMs === null ? 'nothing new yet' : `new ${showElapsed(sinceNewMs)} ago`,
  ].join(' · ');
}
