import { EVICTION_MULTIPLIER, PROBE_BUDGET } from '../../data/spec/limits.ts';
import type { Entropy } from '../../data/entropy/entropy.ts';
import type { RecordOp } from '../../data/ops/op.ts';
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
    'At 2,048, 4,095 and 4,096 slots everything is as at eight: a home whose 64 cells are taken refuses a pid though the table is nearly empty, the last slot is used and no other, stalls of all slots come out in one drain, and a full table evicts within its window.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, {
      capacity: () => entropy.pick([2048, 4096, 4095]),
      window: () => entropy.pick([1, 256, 4096]),
    });
    return { config: { ...table }, ops: script(entropy.stream('script'), table) };
  },
};

function* script(entropy: Entropy, table: Table): OpsScript {
  const { capacity } = table;
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
    ns: null,
  });
  yield { op: 'new', ...table };
  // One home takes its whole path while all else is free; those that come after are refused for it.
  for (let number = 0; number < PROBE_BUDGET + 4; number++) yield beat(pidWithHome(home, cells, number), 1n);
  for (let number = 0; number < 2 * capacity; number++) {
    const run = yield beat(firstPid + number, 1n);
    if ((run.subject.trackerView?.length ?? 0) >= Math.min(capacity, 4096)) break;
  }
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
