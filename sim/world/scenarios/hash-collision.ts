import { PROBE_BUDGET } from '../../data/spec/limits.ts';
import type { RecordOp } from '../../data/ops/op.ts';
import type { Entropy } from '../../data/entropy/entropy.ts';
import { GOAL_NUMBER as GOAL } from '../../oracle/goals.ts';
import { pidWithHome } from '../unmix32.ts';
import type { OpsScript, Scenario } from './scenario.ts';
import { drawTable, type Table } from './world-builder.ts';

interface Cast {
  readonly cells: number;
  readonly home: number;
  readonly threshold: bigint;
  readonly rounds: number;
}

export const hashCollision: Scenario = {
  name: 'hash-collision',
  claim:
    'With a probe path full of live pids that share one home cell, a newcomer to that path is refused after its victim was already taken out: the victim goes back with its stall, its namespace and its place in the index, and the count of stalls is as before.',
  build(entropy, knobs) {
    const drawn = drawTable(entropy, knobs, {
      capacity: () => entropy.pick([80, 100, 128, 256]),
      window: () => entropy.pick([1, 16, 256]),
    });
    const capacity = Math.max(drawn.capacity, PROBE_BUDGET + 8);
    const cells = 2 ** Math.ceil(Math.log2(2 * capacity));
    const cast: Cast = {
      cells,
      home: entropy.int(0, cells - 1),
      threshold: BigInt(entropy.int(10, 1000)),
      rounds: entropy.int(60, 120),
    };
    return {
      config: { ...drawn, capacity, home: cast.home, threshold: `${cast.threshold}ns`, rounds: cast.rounds },
      ops: script(entropy.stream('script'), { ...drawn, capacity }, cast),
      precondition: ({ goalCounts }) => (goalCounts[GOAL['eviction-rolled-back']] > 0 ? null : 'no eviction was rolled back'),
    };
  },
};

function beatOp(pid: number, nonce: bigint, now: bigint, { threshold }: Cast, ns: bigint | null = null): RecordOp {
  return { op: 'record', pid, nonce, status: 'ok', now, threshold, origin: 'kernel-attested', ns };
}

function* script(entropy: Entropy, table: Table, cast: Cast): OpsScript {
  const { cells, home, threshold } = cast;
  const { capacity } = table;
  yield { op: 'new', ...table };
  const path = Array.from({ length: PROBE_BUDGET }, (_, number) => pidWithHome(home, cells, number));
  // The rest live apart from that path and from each other.
  const elsewhereCount = capacity - PROBE_BUDGET;
  const homeElsewhere = (number: number): number => (home + 96 + Math.floor((number * (cells - 128)) / elsewhereCount)) % cells;
  const elsewhere = Array.from({ length: elsewhereCount }, (_, number) => pidWithHome(homeElsewhere(number), cells, number));
  let now = 1n;
  let nonce = 1n;
  for (const pid of path) yield beatOp(pid, nonce, now, cast);
  for (const pid of elsewhere) yield beatOp(pid, nonce, now, cast, entropy.chance({ numerator: 1, denominator: 2 }) ? 7n : null);
  let newcomer = PROBE_BUDGET;
  for (let round = 0; round < cast.rounds; round++) {
    now += threshold * BigInt(entropy.int(1, 12)) + BigInt(entropy.int(0, 1));
    nonce++;
    // Those on the path beat on, so that only the others can be victims; now and then one of them stops for good.
    if (entropy.chance({ numerator: 1, denominator: 8 })) path.splice(entropy.int(0, path.length - 1), 1);
    for (const pid of path) yield beatOp(pid, nonce, now, cast);
    if (entropy.chance({ numerator: 3, denominator: 4 })) yield { op: 'drain', now, threshold };
    for (let guest = entropy.int(2, 12); guest > 0; guest--) {
      newcomer++;
      const isOnPath = entropy.chance({ numerator: 2, denominator: 3 });
      const pid = isOnPath
        ? pidWithHome(home, cells, newcomer)
        : pidWithHome(homeElsewhere(entropy.int(0, elsewhereCount - 1)), cells, newcomer);
      const run = yield beatOp(pid, 1n, now, cast);
      // A newcomer that got onto the path through somebody's silence is one of those who beat on.
      if (isOnPath && run.exchange?.reply === 'inserted') path.push(pid);
    }
    if (entropy.chance({ numerator: 1, denominator: 10 })) yield { op: 'take', counter: 'probe_exhausted' };
    if (entropy.chance({ numerator: 1, denominator: 10 })) yield { op: 'get', field: 'ns', pid: entropy.pick(elsewhere) };
  }
}
