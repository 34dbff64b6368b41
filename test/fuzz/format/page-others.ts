import type { Op } from '../../../sim/data/ops/op.ts';
import { modelCrc32c } from '../../../sim/oracle/model/index.ts';
import { Page, STATUSES } from './page.ts';

/** With the checksum that fits. */
export function withChecksum(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer).setUint32(28, modelCrc32c(bytes, 28), true);
  return bytes;
}

/** The capacity and the operations of bounded-index. */
export function readIndexPage(input: Uint8Array): readonly [capacity: number, ops: readonly object[]] {
  const page = new Page(input);
  const capacity = Math.min(page.capacity() as number, 4096);
  page.table(capacity);
  const ops: object[] = [];
  while (!page.isOver && ops.length < 4096) {
    const first = page.number(1);
    const slot = first & 15;
    if (first < 0x60) ops.push({ kind: 'insert', pid: page.pid(), slot });
    else if (first < 0x90) ops.push({ kind: 'remove', pid: page.pid() });
    else if (first < 0xb0) ops.push({ kind: 'get', pid: page.pid() });
    else if (first < 0xd0) ops.push({ kind: first < 0xc0 ? 'take' : 'copy' });
    else {
      const code = page.number(1) % 254;
      const count = page.number(1) & 127;
      for (let at = 0; at <= count; at++) {
        const pid = page.pidOf((code + at) % 254);
        ops.push(first < 0xf0 ? { kind: 'insert', pid, slot: slot + at } : { kind: 'remove', pid });
      }
    }
  }
  return [capacity, ops.slice(0, 4096)];
}

/** The frame of frame-roundtrip, the number of its wrong call and the bit that is turned. */
export function readFramePage(input: Uint8Array): object {
  const page = new Page(input);
  const first = page.number(1);
  const u32 = (): number => page.numberOf('u32 of a frame', 0, 2 ** 32 - 1);
  const u64 = (): bigint => page.bigOf('u64 of a frame');
  const frame = { status: STATUSES[first & 3], pid: u32(), timestamp: u64(), nonce: u64(), payload: u32() };
  return { frame, misuse: first < 128 ? null : (first - 128) >> 2, bit: page.number(1) };
}

/** The datagram of frame-decode. */
export function readDatagramPage(input: Uint8Array): Op {
  const bits = input[0] ?? 0;
  const bytes = Uint8Array.from({ length: (bits & 1) !== 0 ? 32 : Math.max(0, input.length - 1) }, (_, at) => input[at + 1] ?? 0);
  if (bytes.length >= 32) {
    if ((bits & 2) !== 0) bytes.set([0x56, 0x41, 0x02]);
    if ((bits & 4) !== 0) bytes[3] %= 4;
    if ((bits & 8) !== 0) withChecksum(bytes);
  }
  return { op: 'decode', bytes };
}

/** The text of trace-file and scenario-file; `phrases` are the target's. */
export function readTextPage(input: Uint8Array, phrases: readonly Uint8Array[]): Uint8Array {
  const text: number[] = [];
  for (let at = 0; at < input.length && text.length < 65_536; at++) {
    if (input[at] < 128) text.push(input[at]);
    else if (input[at] === 255) text.push(input[++at] ?? 0);
    else text.push(...phrases[(input[at] - 128) % phrases.length]);
  }
  return Uint8Array.from(text);
}
