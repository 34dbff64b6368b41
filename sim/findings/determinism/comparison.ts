import { parseReportedStep, type ReportedStep } from './reported-step.ts';

/** A stream from which one run has drawn more often than the other. */
export interface StreamDifference {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

/** Where two runs of one seed part. */
export interface Difference {
  /** The first step that differs, counted from 0; -1 for what was drawn before it. */
  readonly step: number;
  /** What each run did there; null for one that had come to its end. */
  readonly first: ReportedStep | null;
  readonly second: ReportedStep | null;
  /** How each run ended, if it has; empty while it goes on. */
  readonly firstEnd: string;
  readonly secondEnd: string;
  readonly streams: readonly StreamDifference[];
  /** The operations of the first run up to this one, as lines of a trace. */
  readonly lines: readonly string[];
}

interface Side {
  readonly lines: string[];
  /** How the run ended; null while it goes on. */
  end: string | null;
}

/** Compares two runs line by line as they are told, and stops at the first line that differs. */
export class Comparison {
  readonly #first: Side = { lines: [], end: null };
  readonly #second: Side = { lines: [], end: null };
  #same = 0;
  #difference: Difference | null = null;
  #isOver = false;

  /** Where the runs part; null if they did not, or not yet. */
  get difference(): Difference | null {
    return this.#difference;
  }

  /** Whether there is nothing more to compare. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Takes the next line of a run, without its end. */
  hear(side: 'first' | 'second', line: string): void {
    (side === 'first' ? this.#first : this.#second).lines.push(line);
    this.#compare();
  }

  /** Takes the end of a run: its verdict, or what became of its process. */
  end(side: 'first' | 'second', how: string): void {
    (side === 'first' ? this.#first : this.#second).end ??= how;
    this.#compare();
  }

  #compare(): void {
    while (!this.#isOver) {
      const [a, b] = [this.#first, this.#second].map(({ lines }) => lines.at(this.#same));
      if (a !== undefined && a === b) {
        this.#same++;
        continue;
      }
      if ((a === undefined && this.#first.end === null) || (b === undefined && this.#second.end === null)) return;
      this.#isOver = true;
      if (a !== undefined || b !== undefined || this.#first.end !== this.#second.end) this.#difference = this.#tell(a, b);
    }
  }

  #tell(a: string | undefined, b: string | undefined): Difference {
    const first = a === undefined ? null : parseReportedStep(a);
    const second = b === undefined ? null : parseReportedStep(b);
    const told = this.#first.lines.slice(0, this.#same).map(parseReportedStep);
    const before = new Map<string, number>();
    for (const { draws } of told) for (const [name, count] of Object.entries(draws)) before.set(name, count);
    return {
      step: this.#same - 1,
      first,
      second,
      firstEnd: first === null ? (this.#first.end ?? '') : '',
      secondEnd: second === null ? (this.#second.end ?? '') : '',
      streams: first === null || second === null ? [] : streamDifferences(first, second, before),
      // The first line is what was drawn before the first step.
      lines: [...told, ...(first === null ? [] : [first])].slice(1).map(({ op }) => op),
    };
  }
}

function streamDifferences(first: ReportedStep, second: ReportedStep, before: ReadonlyMap<string, number>): StreamDifference[] {
  const names = new Set([...Object.keys(first.draws), ...Object.keys(second.draws)]);
  const drawn = ({ draws }: ReportedStep, name: string): number => draws[name] ?? before.get(name) ?? 0;
  return [...names]
    .map((name) => ({ name, first: drawn(first, name), second: drawn(second, name) }))
    .filter((stream) => stream.first !== stream.second);
}
