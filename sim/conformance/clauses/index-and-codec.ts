import type { DecodeOp, EncodeOp, RecordOp, TrackerOp } from '../../data/ops/op.ts';
import { TAKE_COUNTERS } from '../../data/ops/op.ts';
import { encodeModelFrame, modelCrc32c, modelMix, type ModelFrame } from '../../oracle/model/index.ts';
import { beat, clause, drain, get, LEN, look, range, table, take, U64_MAX, type Clause } from './clause.ts';

/** What the published tracker counts: the counters of extra options are no part of the clauses. */
const PUBLISHED_COUNTERS = TAKE_COUNTERS.filter((counter) => counter !== 'restarts' && counter !== 'origin_takeovers');
const CAPACITY = 100;
/** Cells of the index of a table of {@link CAPACITY} slots: the next power of two of twice as many. */
const CELLS = 256;
const PROBES = 64;
const HOME = 11;
const OTHER_HOME = 100;

/** Pids whose path through the index begins at the same cell. */
const CROWD = crowd(HOME, 2 * PROBES);
/** A pid whose path begins one cell further on: behind a full path of {@link CROWD} it gets the last cell of its own. */
const [NEIGHBOUR] = crowd(HOME + 1, 1);
/** Pids for the rest of the table, whose path lies apart from that of {@link CROWD}. */
const APART = crowd(OTHER_HOME, CAPACITY - PROBES);

function crowd(home: number, count: number): readonly number[] {
  const pids: number[] = [];
  for (let pid = 2; pids.length < count; pid++) if (modelMix(pid) % CELLS === home) pids.push(pid);
  return pids;
}

function beats(pids: readonly number[], now: number): RecordOp[] {
  return pids.map((pid) => beat(pid, 1, now));
}

/** Clauses on the index of pids, and on counters. */
const INDEX_CLAUSES: readonly Clause[] = [
  clause('I01', '64 pids may share the beginning of their path through the index; one more is refused, and counted', [
    table(CAPACITY),
    beats(CROWD.slice(0, PROBES + 1), 0),
    LEN,
    take('probe_exhausted'),
    take('capacity_exceeded'),
    look(CROWD[0]),
    look(CROWD[PROBES]),
  ]),
  clause('I02', 'so it is on a table of fewer than 64 cells, which no pid can fill', [
    table(20),
    range(2, 22).map((pid) => beat(pid, 1, 0)),
    LEN,
    take('probe_exhausted'),
    take('capacity_exceeded'),
  ]),
  clause('I03', 'removed pids give their cells back: any number of evictions leaves room for the next pid', [
    table(1),
    range(0, 200).flatMap((life): TrackerOp[] => [beat(2 + life, 1, life * 2000), drain(life * 2000 + 100)]),
    take('evictions'),
    take('probe_exhausted'),
    take('capacity_exceeded'),
    LEN,
  ]),
  clause('I04', 'a cell that was given back is used again by the next pid that passes it', [
    table(CAPACITY),
    beats(CROWD.slice(0, PROBES), 0),
    beats(APART, 0),
    drain(100),
    range(0, 4).flatMap((at) => [beat(CROWD[PROBES + at], 1, 2000), take('evicted_pid')]),
    LEN,
    take('probe_exhausted'),
  ]),
  clause('I05', 'where the new pid finds no cell after the eviction, the evicted pid stays, with all that is known of it', [
    table(CAPACITY),
    APART.map((pid) => beat(pid, 1, 0, { ns: 7n })),
    beats(CROWD.slice(0, PROBES), 2000),
    drain(2000),
    beat(CROWD[PROBES], 1, 2001),
    take('evictions'),
    take('evicted_pid'),
    take('probe_exhausted'),
    take('capacity_exceeded'),
    look(APART[0]),
    beat(APART[0], 1, 2002, { ns: 7n }),
    beat(APART[0], 2, 2002, { ns: 7n }),
    drain(2200),
  ]),
  clause('I06', 'after such a rollback nothing is lost, and no damage is counted', [
    table(CAPACITY),
    beats(APART, 0),
    beats(CROWD.slice(0, PROBES), 2000),
    drain(2000),
    beats(CROWD.slice(PROBES, PROBES + 40), 2001),
    APART.flatMap((pid) => [get('last_ns', pid), beat(pid, 2, 2002)]),
    LEN,
    take('invariant_violations'),
  ]),
  clause('I07', 'a pid behind a cell that was given back is still found', [
    table(CAPACITY),
    beats(CROWD.slice(0, 3), 0),
    range(200, 200 + CAPACITY - 4).map((pid) => beat(pid, 1, 1000)),
    drain(100),
    beat(5, 1, 1001),
    // The first of them was evicted: its cell is free, and the others lie behind it.
    beats(CROWD.slice(1, 3), 1002),
    CROWD.slice(1, 3).map((pid) => beat(pid, 2, 1003)),
    look(CROWD[1]),
    look(CROWD[2]),
  ]),
  clause('I08', 'so it is where every other cell on the path of the evicted pid is live', [
    table(PROBES + 1),
    beats(CROWD.slice(0, PROBES), 2000),
    beat(NEIGHBOUR, 1, 0),
    drain(100),
    beat(CROWD[PROBES], 1, 2001),
    look(NEIGHBOUR),
    take('invariant_violations'),
    beat(NEIGHBOUR, 2, 2002),
  ]),
  clause('K01', 'each counter begins at 0, and there is no evicted pid', [table(2), PUBLISHED_COUNTERS.map(take)]),
  clause('K02', 'a take reads and clears its own counter alone', [
    table(1),
    beat(2, 1, 0),
    beat(3, 1, 0),
    beat(2, 2, 1, { origin: 'socket-mode-only' }),
    take('capacity_exceeded'),
    take('capacity_exceeded'),
    take('eviction_scan_truncated'),
    take('origin_conflicts'),
    take('origin_conflicts'),
  ]),
  clause('K03', 'a beat that is out of order is counted nowhere', [table(1), beat(2, 5, 0), beat(2, 5, 1), PUBLISHED_COUNTERS.map(take)]),
  clause('G01', 'a pid that is not tracked has no time, no origin and no namespace', [table(1), look(2), beat(2, 1, 0), look(3), look(2)]),
];

const FRAME: ModelFrame = { status: 'ok', pid: 7, timestamp: 123_456_789n, nonce: 1n, payload: 0x01020304 };

function decode(bytes: Uint8Array): DecodeOp {
  return { op: 'decode', bytes };
}

function encode(change: Partial<ModelFrame> = {}): EncodeOp {
  return { op: 'encode', frame: { ...FRAME, ...change } };
}

/** The frame with some bytes changed, and a checksum that fits. */
function sealed(change: Readonly<Record<number, number>>): Uint8Array {
  const bytes = damaged(change);
  new DataView(bytes.buffer).setUint32(28, modelCrc32c(bytes, 28), true);
  return bytes;
}

function damaged(change: Readonly<Record<number, number>>): Uint8Array {
  const bytes = encodeModelFrame(FRAME);
  for (const [at, byte] of Object.entries(change)) bytes[Number(at)] = byte;
  return bytes;
}

/** Clauses on frames. */
const CODEC_CLAUSES: readonly Clause[] = [
  clause('F01', 'a frame is decoded to what it was encoded from', [
    decode(encodeModelFrame(FRAME)),
    decode(
      encodeModelFrame({
        ...FRAME,
        status: 'degraded',
        pid: 2 ** 32 - 1,
        timestamp: U64_MAX - 1n,
        nonce: U64_MAX - 1n,
        payload: 2 ** 32 - 1,
      }),
    ),
  ]),
  clause('F02', '32 bytes are a frame, and no other number', [
    decode(new Uint8Array(0)),
    decode(damaged({}).slice(0, 31)),
    decode(new Uint8Array(33)),
  ]),
  clause('F03', 'the magic is looked at first', [decode(damaged({ 0: 0x57 })), decode(damaged({ 1: 0x42, 2: 9 }))]),
  clause('F04', 'then the version', [decode(sealed({ 2: 1 })), decode(damaged({ 2: 3 }))]),
  clause('F05', 'then the checksum, CRC-32C over the first 28 bytes', [
    decode(damaged({ 28: 0 })),
    decode(damaged({ 24: 0xff })),
    decode(damaged({ 3: 9 })),
  ]),
  clause('F06', 'then the status', [
    decode(sealed({ 3: 4 })),
    decode(sealed({ 3: 255 })),
    decode(sealed({ 3: 3 })),
    decode(sealed({ 3: 3, 4: 0 })),
  ]),
  clause('F07', 'then the pid: 0 and 1 are none', [
    decode(sealed({ 4: 0 })),
    decode(sealed({ 4: 1 })),
    decode(sealed({ 4: 2 })),
    decode(sealed({ 4: 1, 5: 1 })),
    decode(encodeModelFrame({ ...FRAME, pid: 1, timestamp: U64_MAX })),
  ]),
  clause('F08', 'then the timestamp: 2^64 − 1 is none', [
    decode(encodeModelFrame({ ...FRAME, timestamp: U64_MAX })),
    decode(encodeModelFrame({ ...FRAME, timestamp: U64_MAX, nonce: U64_MAX })),
  ]),
  clause('F09', 'then the nonce: 2^64 − 1 is for critical frames alone', [
    decode(encodeModelFrame({ ...FRAME, nonce: U64_MAX })),
    decode(encodeModelFrame({ ...FRAME, nonce: U64_MAX, status: 'critical' })),
    decode(encodeModelFrame({ ...FRAME, status: 'critical' })),
  ]),
  clause('F10', 'a frame is 32 bytes, little endian, with its checksum', [
    encode(),
    encode({ status: 'critical', pid: 0xdeadbeef, timestamp: 0x0102030405060708n, nonce: U64_MAX, payload: 0xfffffffe }),
  ]),
  clause('F11', 'encoding judges nothing', [encode({ status: 'stall', pid: 0, timestamp: U64_MAX, nonce: U64_MAX })]),
];

/** Clauses on the index, on counters and on the codec. */
export const INDEX_AND_CODEC_CLAUSES: readonly Clause[] = [...INDEX_CLAUSES, ...CODEC_CLAUSES];
