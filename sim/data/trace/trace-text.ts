import { formatExpectedOp, type ReplyJson } from '../ops/op-format.ts';
import type { Op } from '../ops/op.ts';
import { formatTraceHeader, type TraceHeader } from './trace-header.ts';

/** An operation to be written, with or without the reply that it must get. */
export interface TraceTextStep {
  readonly op: Op;
  readonly expect?: ReplyJson | undefined;
}

/** Records the lines of a trace step by step; the header, with its digest and finding, comes last. */
export class TraceText {
  readonly #lines: string[] = [];

  /** Operations recorded so far. O(1). */
  get length(): number {
    return this.#lines.length;
  }

  /** Records one operation, with the reply that it must get unless that is undefined. O(line). */
  add(op: Op, expect?: ReplyJson): void {
    this.#lines.push(`${formatExpectedOp(op, expect)}\n`);
  }

  /** The whole trace under a header, each line ended by a newline. The same steps give the same text. O(trace). */
  under(header: TraceHeader): string {
    return `${formatTraceHeader(header)}\n${this.#lines.join('')}`;
  }
}

/** The text of a whole trace. O(trace). */
export function formatTrace(header: TraceHeader, steps: Iterable<TraceTextStep>): string {
  const text = new TraceText();
  for (const { op, expect } of steps) text.add(op, expect);
  return text.under(header);
}
