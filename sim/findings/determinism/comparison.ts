import type { Finding } from '../../oracle/finding.ts';
import type { OpKind } from '../../data/ops/op.ts';
import { parseReportedStep, type ReportedStep } from './reported-step.ts';

/** A stream from which one run has drawn more often than the other. */
export interface StreamDifference {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

/** Where two runs of one seed diverge. */
export interface Difference {
  /** The first step that differs, counted from 0; -1 for what was drawn before it. */
  readonly step: number;
  /** What each run did there; null for one that had ended. */
  readonly first: ReportedStep | null;
  readonly second: ReportedStep | null;
  /** How each run ended; empty where it has not. */
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

/** Compares two runs line by line as they are reported, and stops at the first line that differs. */
export class Comparison {
  readonly #first: Side = { lines: [], end: null };
  readonly #second: Side = { lines: [], end: null };
  #same = 0;
  #difference: Difference | null = null;
  #isOver = false;

  /** Where the runs diverge; null if they do not, or not yet. */
  get difference(): Difference | null {
    return this.#difference;
  }

  /** Whether there is nothing more to compare. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Takes the next line of a run, without its end. */
  add(side: 'first' | 'second', line: string): void {
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
      if (a !== undefined || b !== undefined || this.#first.end !== this.#second.end) this.#difference = this.#differenceAt(a, b);
    }
  }

  #differenceAt(a: string | undefined, b: string | undefined): Difference {
    const first = a === undefined ? null : parseReportedStep(a);
    const second = b === undefined ? null : parseReportedStep(b);
    const reported = this.#first.lines.slice(0, this.#same).map(parseReportedStep);
    const before = new Map<string, number>();
    for (const { draws } of reported) for (const [name, count] of Object.entries(draws)) before.set(name, count);
    return {
      step: this.#same - 1,
      first,
      second,
      firstEnd: first === null ? (this.#first.end ?? '') : '',
      secondEnd: second === null ? (this.#second.end ?? '') : '',
      streams: first === null || second === null ? [] : streamDifferences(first, second, before),
      // The first line is what was drawn before the first step.
      lines: [...reported, ...(first === null ? [] : [first])].slice(1).map(({ op }) => op),
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

/** In what the runs differ first. */
function whatDiffers({ first, second, streams }: Difference): string {
  if (first === null || second === null) return 'one run ended, the other did not';
  if (first.op !== second.op) return 'the operations differ';
  if (streams.length > 0) return 'the draws differ';
  return first.reply === second.reply ? 'the states differ' : 'the replies differ';
}

/** Whether the same operation got another reply or left another state: then the production code is not deterministic, not the world. */
export function liesInProduction({ first, second, streams, step }: Difference): boolean {
  return step >= 0 && first !== null && (second === null || (first.op === second.op && streams.length === 0));
}

/** A difference as a finding that shows both sides. */
export function differenceFinding(difference: Difference): Finding {
  const { first, second, firstEnd, secondEnd, step, streams } = difference;
  const op =
    step < 0 ? null : (JSON.parse((first ?? second)?.op ?? 'null') as { readonly op: OpKind; readonly now?: string | number } | null);
  const what = step < 0 ? 'what was drawn before the first step differs' : whatDiffers(difference);
  const ends = [first === null ? firstEnd : '', second === null ? secondEnd : ''];
  const rows: readonly (readonly [string, string, string])[] = [
    ['op', first?.op ?? '', second?.op ?? ''],
    ['reply', first?.reply ?? '', second?.reply ?? ''],
    ['digest', first?.digest ?? '', second?.digest ?? ''],
    ['end', ends[0], ends[1]],
  ];
  return {
    judge: 'determinism',
    rule: 'same-seed-same-run',
    op: op?.op ?? 'observer',
    step: Math.max(0, step),
    nowNs: BigInt(op?.now ?? 0),
    reason: `two runs of one seed diverge here: ${what}`,
    expected: 'the same seed gives the same run in another process',
    got: what,
    details: [
      ['A', 'the first run'],
      ['B', 'the re-run: another process, warmed up, in another time zone, locale and environment'],
      ...rows.flatMap(([label, a, b]) => bothSides(label, a, b)),
      ...streams.map((stream): Detail => ['draws', `${stream.name}: ${stream.first} in A, ${stream.second} in B`]),
    ],
  };
}

type Detail = readonly [string, string];

const CONTEXT = 24;

/** The same row for both sides. Long texts begin shortly before the first character that differs. */
function bothSides(label: string, a: string, b: string): Detail[] {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const from = a === b || same <= 2 * CONTEXT ? 0 : same - CONTEXT;
  const shown = (text: string): string => (from === 0 ? text : `…${text.slice(from)}`);
  const sides: readonly Detail[] = [
    [`${label} A`, shown(a)],
    [`${label} B`, shown(b)],
  ];
  return sides.filter(([, text]) => text !== '');
}
