import { toHex } from '../data/ops/fields.ts';
import { formatOp, parseExpectedOp } from '../data/ops/op-format.ts';
import { isRefusal, type Refusal } from '../data/ops/refusal.ts';
import type { Trace, TraceStep } from '../data/trace/parse-trace.ts';
import { formatTraceHeader, parseTraceHeader } from '../data/trace/trace-header.ts';
import { decodeModelFrame, encodeModelFrame, type ModelFrame } from '../oracle/model/index.ts';

/**
 * A trace as columns, one for each key of each kind of operation, so that equal things lie side by side and compress: a million
 * operations take some megabytes. Times are distances from the operation before, frames are taken apart where putting them together
 * gives the same bytes. Text without markup: JSON, whose columns are joined by commas.
 */
export interface PackedTrace {
  readonly header: string;
  /** Names of the kinds, in the order in which they are numbered. */
  readonly kinds: readonly string[];
  /** The kind of each operation, a letter each. */
  readonly order: string;
  /** By kind, by key: the values of all operations of that kind. */
  readonly columns: readonly Readonly<Record<string, readonly unknown[]>>[];
  /** The line of the file on which each operation stands where that is not the one after the last; by index. */
  readonly lines: readonly (readonly [index: number, line: number])[];
}

const FIRST_LETTER = 97;
const FRAME = 'frame';
const ABSENT = 0;

/** Takes a trace apart. O(trace). */
export function packTrace({ header, steps }: Trace): PackedTrace {
  const kinds: string[] = [];
  const columns: Record<string, unknown[]>[] = [];
  const counts: number[] = [];
  const lines: [number, number][] = [];
  let order = '';
  let now = 0n;
  let line = 1;
  for (const [index, { op, expect, line: at }] of steps.entries()) {
    let kind = kinds.indexOf(op.op);
    if (kind === -1) {
      kind = kinds.push(op.op) - 1;
      columns.push({});
      counts.push(0);
    }
    order += String.fromCharCode(FIRST_LETTER + kind);
    const json = JSON.parse(formatOp(op)) as Record<string, unknown>;
    if (expect !== undefined) json['expect'] = [expect];
    if ('now' in op) {
      json['now'] = String(op.now - now);
      now = op.now;
    }
    if (op.op === 'datagram') frameOf(json, op.bytes, op.now);
    delete json['op'];
    for (const [key, value] of Object.entries(json)) {
      columns[kind][key] ??= new Array<unknown>(counts[kind]).fill(ABSENT);
      columns[kind][key].push(wrapped(value));
    }
    counts[kind]++;
    for (const column of Object.values(columns[kind])) if (column.length < counts[kind]) column.push(ABSENT);
    if (at !== ++line) lines.push([index, (line = at)]);
  }
  return { header: formatTraceHeader(header), kinds, order, columns, lines };
}

/** A number that stands for itself must not look like one that is absent. */
function wrapped(value: unknown): unknown {
  return value === ABSENT ? [ABSENT] : value;
}

function frameOf(json: Record<string, unknown>, bytes: Uint8Array, now: bigint): void {
  const frame = decodeModelFrame(bytes);
  if (typeof frame === 'string' || toHex(encodeModelFrame(frame)) !== toHex(bytes)) return;
  delete json['bytes'];
  for (const [key, value] of Object.entries(frame as unknown as Record<string, unknown>))
    json[`${FRAME}.${key}`] = typeof value === 'bigint' ? String(key === 'timestamp' ? value - now : value) : value;
}

const BIGINT_FIELDS = ['timestamp', 'nonce'] as const satisfies readonly (keyof ModelFrame)[];

/** Puts a trace together again: the same operations, header and lines. A refusal says what is damaged. O(trace). */
export function unpackTrace(packed: PackedTrace): Trace | Refusal {
  const header = parseTraceHeader(JSON.parse(packed.header) as object);
  if (isRefusal(header)) return header;
  const places = packed.kinds.map(() => 0);
  const keys = packed.columns.map((columns) => Object.keys(columns));
  const lines = new Map(packed.lines);
  const steps: TraceStep[] = [];
  let now = 0n;
  let line = 1;
  for (let index = 0; index < packed.order.length; index++) {
    const kind = packed.order.charCodeAt(index) - FIRST_LETTER;
    const at = places[kind]++;
    const json: Record<string, unknown> = { op: packed.kinds[kind] };
    const frame: Record<string, unknown> = {};
    for (const key of keys[kind]) {
      const value = packed.columns[kind][key][at];
      if (value === ABSENT) continue;
      const plain = Array.isArray(value) && value.length === 1 && value[0] === ABSENT ? ABSENT : value;
      if (key.startsWith(`${FRAME}.`)) frame[key.slice(FRAME.length + 1)] = plain;
      else json[key] = plain;
    }
    if (typeof json['now'] === 'string') {
      now += BigInt(json['now']);
      json['now'] = String(now);
    }
    if (Object.keys(frame).length > 0) json['bytes'] = bytesOf(frame, now);
    const { expect } = json;
    delete json['expect'];
    const read = parseExpectedOp(json);
    line = lines.get(index) ?? line + 1;
    if ('refused' in read) return { refused: `operation ${index}: ${read.refused}` };
    steps.push({ op: read.op, expect: Array.isArray(expect) ? (expect[0] as object | null) : undefined, line });
  }
  return { header, steps };
}

function bytesOf(frame: Record<string, unknown>, now: bigint): string {
  for (const key of BIGINT_FIELDS) frame[key] = BigInt(frame[key] as string) + (key === 'timestamp' ? now : 0n);
  return toHex(encodeModelFrame(frame as unknown as ModelFrame));
}
