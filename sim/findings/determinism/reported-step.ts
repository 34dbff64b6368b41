import type { StreamCount } from '../../data/entropy/seeded-entropy.ts';

/** A step as a process tells it to whoever compares: one line of text. */
export interface ReportedStep {
  /** The rolling digest after the step. */
  readonly digest: string;
  /** Draws so far, by stream, of the streams that were drawn from since the step before. */
  readonly draws: Readonly<Record<string, number>>;
  /** The operation as a line of a trace; before the first, the configuration that was drawn. */
  readonly op: string;
  readonly reply: string;
}

/** A told step as a line without its end. The parts are JSON, in which no tab stands. */
export function formatReportedStep({ digest, draws, op, reply }: ReportedStep): string {
  return `${digest}\t${JSON.stringify(draws)}\t${op}\t${reply}`;
}

/** Reads what {@link formatReportedStep} wrote. */
export function parseReportedStep(line: string): ReportedStep {
  const [digest, draws, op, reply] = line.split('\t');
  return { digest, draws: JSON.parse(draws) as Record<string, number>, op, reply };
}

/** Tells which streams were drawn from since it was last asked. Streams of one name are counted together. */
export class DrawWatch {
  readonly #streams: readonly StreamCount[];
  readonly #last = new Map<string, number>();

  constructor(streams: readonly StreamCount[]) {
    this.#streams = streams;
  }

  /** The streams that were drawn from, with all their draws so far. O(streams). */
  changes(): Record<string, number> {
    const now = new Map<string, number>();
    for (const { name, draws } of this.#streams) now.set(name, (now.get(name) ?? 0) + draws);
    const changed = [...now].filter(([name, draws]) => draws !== (this.#last.get(name) ?? 0));
    for (const [name, draws] of changed) this.#last.set(name, draws);
    return Object.fromEntries(changed);
  }
}
