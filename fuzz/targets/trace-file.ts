import { formatExpectedOp } from '../../sim/data/ops/op-format.ts';
import { isRefusal, type Refusal } from '../../sim/data/ops/refusal.ts';
import { sameJson } from '../../sim/data/ops/reply-format.ts';
import { isBlank, LineSplitter } from '../../sim/data/trace/lines.ts';
import { parseTrace, type Trace, TraceParser, type TraceStep } from '../../sim/data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER, formatTraceHeader } from '../../sim/data/trace/trace-header.ts';
import { formatTrace } from '../../sim/data/trace/write-trace.ts';
import { TRACE_TEXT } from '../format/trace-tokens.ts';
import { checkSentence } from './refusals.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

const FILE = 'input.ndjson';
const NEWLINE = 0x0a;
const CHUNK_BYTES = 7;
const PLACED = /^input\.ndjson line ([1-9][0-9]*): ./;
const EMPTY = `${FILE}: it is empty, `;

/** The parser under test. */
export type TraceReader = (bytes: Uint8Array, name: string) => Trace | Refusal;

/** The target over another parser than the real one: for tests that plant bugs. */
export function traceFileTarget(parse: TraceReader): FuzzTarget {
  return {
    name: 'trace-file',
    sentence: 'bytes as a trace file: read whole or refused with its line, never a throw, and what is read is written the same',
    formatVersion: 1,
    lengthMax: 512,
    fuzz(input) {
      const bytes = TRACE_TEXT.read(input);
      const trace = parse(bytes, FILE);
      checkChunks(trace, bytes);
      if (isRefusal(trace)) {
        checkSentence('trace-file', trace.refused, FILE);
        checkPlace(trace.refused, bytes, parse);
      } else {
        checkLines(trace, bytes);
        checkRoundTrip(trace, parse);
      }
    },
    dictionary: TRACE_TEXT.dictionary,
    boundsOf: (input) => TRACE_TEXT.bounds(input),
  };
}

/** However the bytes arrive, the same comes out. */
function checkChunks(trace: Trace | Refusal, bytes: Uint8Array): void {
  const again = inChunks(bytes);
  const isSame = isRefusal(trace)
    ? isRefusal(again) && again.refused === trace.refused
    : !isRefusal(again) && textOf(again) === textOf(trace);
  if (!isSame) throw new FuzzFinding('trace-file/chunks', `in pieces of ${CHUNK_BYTES} bytes it reads otherwise`);
}

function inChunks(bytes: Uint8Array): Trace | Refusal {
  const parser = new TraceParser(FILE);
  const splitter = new LineSplitter();
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    for (const line of splitter.push(bytes.subarray(from, from + CHUNK_BYTES))) if (!parser.take(line)) return parser.finish();
  }
  for (const line of splitter.end()) parser.take(line, false);
  return parser.finish();
}

/** The line that a refusal names is there, and all before it is a trace. */
function checkPlace(refused: string, bytes: Uint8Array, parse: TraceReader): void {
  if (refused.startsWith(EMPTY)) return;
  const named = PLACED.exec(refused);
  if (named === null) throw new FuzzFinding('trace-file/names-the-line', refused);
  const from = startOfLine(bytes, Number(named[1]));
  if (from < 0) throw new FuzzFinding('trace-file/line-exists', refused);
  const before = parse(bytes.subarray(0, from), FILE);
  if (isRefusal(before) && !before.refused.startsWith(EMPTY)) throw new FuzzFinding('trace-file/first-line-at-fault', before.refused);
}

/** Where a line begins, counted from 1; −1 if there is none. */
function startOfLine(bytes: Uint8Array, line: number): number {
  let from = 0;
  for (let number = 1; number < line; number++) {
    from = bytes.indexOf(NEWLINE, from) + 1;
    if (from === 0) return -1;
  }
  return from < bytes.length ? from : -1;
}

/** Every line that is not blank is a header or an operation, and what was read is what stands there. */
function checkLines(trace: Trace, bytes: Uint8Array): void {
  const lines = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\n');
  const full = lines.filter((line) => !isBlank(line)).length;
  const headers = full - trace.steps.length;
  if (headers !== 0 && headers !== 1) throw new FuzzFinding('trace-file/every-line', `${full} lines made ${trace.steps.length} operations`);
  if (headers === 0 && formatTraceHeader(trace.header) !== formatTraceHeader(EMPTY_TRACE_HEADER))
    throw new FuzzFinding('trace-file/header', 'a header came from nowhere');
  for (const step of trace.steps) checkLine(step, lines[step.line - 1]);
}

function checkLine({ op, expect, line }: TraceStep, text: string): void {
  const said = JSON.parse(text) as Record<string, unknown>;
  const read = JSON.parse(formatExpectedOp(op, expect)) as Record<string, unknown>;
  // The number of listeners may be left out; hex may be written in either case.
  const isSame = Object.keys({ ...said, ...read }).every(
    (key) =>
      sameJson(said[key], read[key]) ||
      (key === 'listeners' && said[key] === undefined) ||
      (key === 'bytes' && sameHex(said[key], read[key])),
  );
  if (!isSame) throw new FuzzFinding('trace-file/same-operation', `line ${line}: ${text} was read as ${JSON.stringify(read)}`);
}

function sameHex(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && a.toLowerCase() === b;
}

function checkRoundTrip(trace: Trace, parse: TraceReader): void {
  const text = textOf(trace);
  const again = parse(new TextEncoder().encode(text), FILE);
  if (isRefusal(again)) throw new FuzzFinding('trace-file/round-trip', again.refused);
  if (textOf(again) !== text) throw new FuzzFinding('trace-file/round-trip', 'what was written reads otherwise');
}

function textOf({ header, steps }: Trace): string {
  return formatTrace(header, steps);
}

/** Trace files that strangers send. */
export const traceFile = traceFileTarget(parseTrace);
