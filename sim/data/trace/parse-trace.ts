import { type ExpectedOp, parseExpectedOp } from '../ops/op-format.ts';
import { isRefusal, type Refusal } from '../ops/refusal.ts';
import { isBlank, type Line, LineSplitter, parseJsonLine } from './lines.ts';
import { EMPTY_TRACE_HEADER, looksLikeHeader, parseTraceHeader, type TraceHeader } from './trace-header.ts';
import type { Op } from '../ops/op.ts';

/** Most lines of a trace, blank ones too. */
export const TRACE_LINES_MAX = 2_000_000;

/** One operation of a trace. */
export interface TraceStep extends ExpectedOp {
  /** The line of the file on which it stands, counted from 1. */
  readonly line: number;
}

/** A whole trace as it was read. */
export interface Trace {
  /** What the first line says; empty texts where there is none. */
  readonly header: TraceHeader;
  /** The operations, in order. */
  readonly steps: readonly TraceStep[];
}

/** The operations of a trace, or of any steps. */
export function opsOf({ steps }: { readonly steps: readonly Pick<TraceStep, 'op'>[] }): Op[] {
  return steps.map(({ op }) => op);
}

/**
 * Builds a trace from its lines. The first line that is not blank may be a header; all others are operations. Blank
 * lines are skipped but counted. The first bad line is the refusal, and nothing after it is read.
 */
export class TraceParser {
  readonly #name: string;
  readonly #steps: TraceStep[] = [];
  #header: TraceHeader | null = null;
  #line = 0;
  #refusal: Refusal | null = null;

  /** `name` stands at the start of a refusal's sentence. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Lines taken so far. */
  get lines(): number {
    return this.#line;
  }

  /**
   * Takes the next line; false when the trace is refused, and no more may be taken. `newline` says whether one ended it: the last
   * line may do without. O(line).
   */
  take(line: Line, newline: boolean = true): boolean {
    this.#line++;
    const fault = typeof line === 'string' ? this.#read(line) : line.refused;
    if (fault === null) return true;
    const cutOff = newline ? '' : '; no newline ends it, so the file may be cut off';
    this.#refusal = { refused: `${this.#name} line ${this.#line}: ${fault}${cutOff}` };
    return false;
  }

  /** The trace, or why there is none. O(1). */
  finish(): Trace | Refusal {
    if (this.#refusal !== null) return this.#refusal;
    if (this.#header === null) return { refused: `${this.#name}: it is empty, a trace has a header or an operation` };
    return { header: this.#header, steps: this.#steps };
  }

  #read(text: string): string | null {
    if (this.#line > TRACE_LINES_MAX) return `a trace has at most ${TRACE_LINES_MAX} lines`;
    if (isBlank(text)) return null;
    const json = parseJsonLine(text);
    if (isRefusal(json)) return json.refused;
    if (looksLikeHeader(json.value)) return this.#readHeader(json.value);
    const step = parseExpectedOp(json.value);
    if ('refused' in step) return step.refused;
    this.#header ??= EMPTY_TRACE_HEADER;
    this.#steps.push({ op: step.op, expect: step.expect, line: this.#line });
    return null;
  }

  #readHeader(value: object): string | null {
    if (this.#header !== null) return 'a header can be the first line alone';
    const header = parseTraceHeader(value);
    if ('refused' in header) return header.refused;
    this.#header = header;
    return null;
  }
}

// A piece at a time: the bytes may be more than a string can hold.
const CHUNK_BYTES = 65_536;

/**
 * Reads a trace from memory: its text, or its bytes where they may be no UTF-8. `name` stands at the start of a refusal's
 * sentence. Never throws, whatever the input. O(text).
 */
export function parseTrace(text: string | Uint8Array, name: string): Trace | Refusal {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const parser = new TraceParser(name);
  const splitter = new LineSplitter();
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    for (const line of splitter.push(bytes.subarray(from, from + CHUNK_BYTES))) {
      if (!parser.take(line)) return parser.finish();
    }
  }
  for (const line of splitter.end()) parser.take(line, false);
  return parser.finish();
}
