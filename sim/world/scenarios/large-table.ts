import { EVICTION_MULTIPLIER, MAX_CAPACITY, MIN_THRESHOLD_NS, PROBE_BUDGET, READS_PER_STALL } from '../../data/spec/limits.ts';
import type { Entropy } from '../../data/entropy/entropy.ts';
import { GET_FIELDS, type Op, type RecordOp } from '../../data/ops/op.ts';
import { encodeModelFrame } from '../../oracle/model/index.ts';
import { pidWithHome } from '../unmix32.ts';
import type { OpsScript, Scenario } from './scenario.ts';
import { drawTable, type Table } from './world-builder.ts';

/** Newcomers to a full table, before and after a slot may be evicted. An eviction at this size has the whole table read by the rules. */
const REFUSED = 40;
const EVICTING = 24;
/** Beats of known pids, and looks at unknown ones, before and after. */
const LOOKS = 120;

export const largeTable: Scenario = {
  name: 'large-table',
  claim:
    'At 2,048, 4,095 and 4,096 slots everything is as at eight: a home whose 64 cells are taken refuses a pid though the table is nearly empty, the last slot is used and no other, stalls of all slots come out in one drain, and a full table evicts within its window. Of more than 1,024 stalls that wait, one whose pid has beaten does not come out, also where that pid has lost its slot since; and the largest observer tells of each of its slots.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, {
      capacity: () => entropy.pick([2048, 4096, 4095]),
      window: () => entropy.pick([1, 256, 4096]),
    });
    const queue = entropy.stream('queue');
    // An observer with so many slots costs as much as the rest: in half the runs.
    const hasQueue = queue.chance({ numerator: 1, denominator: 2 });
    // And one whose every slot is told of costs four times as much.
    const full = entropy.stream('full');
    const isFull = full.chance({ numerator: 1, denominator: 8 });
    return {
      config: { ...table, queue: hasQueue ? 'long' : 'none', observer: isFull ? 'full' : 'none' },
      ops: (function* (): OpsScript {
        yield* script(entropy.stream('script'), table, entropy.stream('senders'));
        if (hasQueue) yield* longQueue(queue, Math.min(table.capacity, queue.int(1100, 1500)));
        if (isFull) yield* fullObserver(full, { ...table, capacity: knobs.capacity ?? MAX_CAPACITY });
      })(),
    };
  },
};

function* script(entropy: Entropy, table: Table, senders: Entropy): OpsScript {
  const { capacity } = table;
  const pinsGenerations = senders.chance({ numerator: 1, denominator: 2 });
  const threshold = BigInt(entropy.int(10, 1000));
  const cells = 2 ** Math.ceil(Math.log2(2 * Math.max(1, Math.min(capacity, 4096))));
  const home = entropy.int(0, cells - 1);
  const firstPid = entropy.int(2, 0x3fff_ffff);
  let now = 1n;
  const beat = (pid: number, nonce: bigint): RecordOp => ({
    op: 'record',
    pid,
    nonce,
    status: 'ok',
    now,
    threshold,
    origin: 'kernel-attested',
    ...(pinsGenerations ? { ns: pid % 3 === 0 ? null : BigInt(pid), generation: BigInt(pid % 5) << 32n } : { ns: null }),
  });
  yield { op: 'new', ...table, ...(pinsGenerations ? { pin_generation: true } : {}) };
  // One home takes its whole path while all else is free; those that come after are refused for it.
  for (let number = 0; number < PROBE_BUDGET + 4; number++) yield beat(pidWithHome(home, cells, number), 1n);
  let newest = firstPid;
  for (; newest < firstPid + 2 * capacity; newest++) {
    const run = yield beat(newest, 1n);
    if ((run.subject.trackerView?.length ?? 0) >= Math.min(capacity, 4096)) break;
  }
  for (const field of GET_FIELDS) yield { op: 'get', field, pid: newest };
  yield* looks(entropy, beat, firstPid, capacity);
  yield { op: 'len' };
  now += threshold;
  yield { op: 'drain', now, threshold };
  now += (EVICTION_MULTIPLIER - 1n) * threshold;
  for (let number = 0; number < REFUSED; number++) yield beat(firstPid + 0x4000_0000 + number, 1n);
  now += 1n;
  for (let number = 0; number < EVICTING; number++) yield beat(firstPid + 0x5000_0000 + number, 1n);
  yield { op: 'take', counter: 'evictions' };
  yield* looks(entropy, beat, firstPid, capacity);
  now += threshold;
  yield { op: 'drain', now, threshold };
}

/** Beats that advance and beats that do not, and unknown pids, all over the table. */
function* looks(entropy: Entropy, beat: (pid: number, nonce: bigint) => RecordOp, firstPid: number, capacity: number): OpsScript {
  for (let look = 0; look < LOOKS; look++) {
    const pid = firstPid + entropy.int(0, Math.max(0, capacity - 1));
    if (entropy.chance({ numerator: 1, denominator: 3 })) yield { op: 'get', field: 'last_ns', pid: pid + 0x6000_0000 };
    else yield beat(pid, entropy.u64(0n, 3n));
  }
}

/** Every pid of a full observer is told of: its beats, one out of order at each end of the table, its stall, its metrics. */
function* fullObserver(entropy: Entropy, table: Table): OpsScript {
  const slots = Math.min(table.capacity, MAX_CAPACITY);
  const firstPid = entropy.int(2, 0x3fff_ffff);
  let now = 1n;
  const beat = (number: number, nonce: bigint): Op[] => [beatOf(firstPid + number, nonce, now), { op: 'poll', now }];
  yield { op: 'observer', threshold: MIN_THRESHOLD_NS, listeners: 1, ...table, global_rate: 0, per_pid_rate: 0 };
  for (let number = 0; number < slots; number++) yield* beat(number, 1n);
  for (const number of [0, Math.max(0, slots - 1)]) for (const nonce of [2n, 2n, 2n]) yield* beat(number, nonce);
  now += MIN_THRESHOLD_NS;
  for (let polls = 0; polls < slots; polls++) yield { op: 'poll', now };
  yield { op: 'metrics' };
}

/** Pids side by side that beat while their stalls wait, and how many of them lose their slots before the turn of those. */
const RETURNING = 6;
const REPLACED = RETURNING / 2;

/**
 * All pids of a full table fall silent, so that as many stalls wait. Some of the last beat again; newcomers that are refused bring the
 * cursor of searches to their slots, so that once they are silent for long enough they are the first to be evicted.
 */
function* longQueue(entropy: Entropy, capacity: number): OpsScript {
  const threshold = MIN_THRESHOLD_NS;
  const firstPid = entropy.int(2, 0x3fff_ffff);
  const last = Math.max(0, capacity - RETURNING - entropy.int(0, 40));
  // A search that ends in vain moves the cursor by one slot, once for stalled slots and once for any.
  const searches = Math.floor(last / 2);
  let now = 1n;
  const beat = (pid: number, nonce: bigint): Op => beatOf(pid, nonce, now);
  const poll = (): Op => ({ op: 'poll', now });
  yield { op: 'observer', threshold, listeners: 1, capacity, policy: 'balanced', window: 1, global_rate: 0, per_pid_rate: 0 };
  for (let number = 0; number < capacity; number++) yield* [beat(firstPid + number, 1n), poll()];
  now += 2n * threshold;
  yield poll();
  for (let number = 0; number < RETURNING; number++) yield* [beat(firstPid + 2 * searches + number, 2n), poll()];
  const newcomer = firstPid + 0x4000_0000;
  for (let number = 0; number < searches; number++) yield beat(newcomer + number, 1n);
  for (let polls = 0; polls < Math.ceil(searches / READS_PER_STALL); polls++) yield poll();
  now += (EVICTION_MULTIPLIER + 1n) * threshold;
  for (let number = 0; number < REPLACED; number++) yield* [beat(newcomer - 1 - number, 1n), poll(), poll()];
  for (let polls = 0; polls < capacity; polls++) yield poll();
}

function beatOf(pid: number, nonce: bigint, now: bigint): Op {
  const bytes = encodeModelFrame({ status: 'ok', pid, timestamp: 0n, nonce, payload: 0 });
  return { op: 'datagram', now, listener: 0, origin: 'kernel-attested', peer: null, ns: null, bytes };
}
