import { EVICTION_MULTIPLIER, U64_MAX } from '../../data/spec/limits.ts';
import { BEAT_ORIGINS, RESTART_POLICIES, STATUSES } from '../../data/spec/names.ts';
import { ratio, type Entropy } from '../../data/entropy/entropy.ts';
import { GET_FIELDS, TAKE_COUNTERS, type NewOp, type Op } from '../../data/ops/op.ts';
import { encodeModelFrame, type ModelFrame } from '../../oracle/model/index.ts';
import { malformedFrame } from '../attacks.ts';
import type { OpsScript, Scenario } from './scenario.ts';
import { drawTable, type Table } from './world-builder.ts';

export const trackerDirect: Scenario = {
  name: 'tracker-direct',
  claim:
    'Without an observer before it the tracker takes anything: times that run backwards, thresholds from zero to 2^64 − 1, any nonce, any origin; it never throws, and its arithmetic stops at the ends of u64. Beside it frames are written and read, lawful ones and others.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, {
      capacity: () => entropy.pick([0, 1, 2, 3, 8, 33, 64]),
      window: () => entropy.pick([0, 1, 2, 5, 9999]),
    });
    const threshold = entropy.pick([0n, 1n, 100n, 5_000_000_000n, U64_MAX / 10n, U64_MAX / 10n + 1n, U64_MAX]);
    const steps = entropy.int(3000, 6000);
    const lives = entropy.stream('lives');
    const rules = drawRules(lives);
    return {
      config: {
        ...table,
        threshold: String(threshold),
        operations: steps,
        generations: rules.pin_generation === true ? 'pinned' : 'ignored',
      },
      ops: (function* (): OpsScript {
        yield* script({ entropy: entropy.stream('script'), lives, codec: entropy.stream('codec') }, table, { threshold, steps, rules });
        yield* endOfTime(entropy.stream('end of time'), table.policy);
      })(),
    };
  },
};

/** Sources of chance, one for each thing that is drawn, so that more of the one shifts nothing in another. */
interface Streams {
  readonly entropy: Entropy;
  readonly lives: Entropy;
  readonly codec: Entropy;
}

interface Drawn {
  readonly threshold: bigint;
  readonly steps: number;
  readonly rules: Partial<NewOp>;
}

/** Two are the same in their lower half, two as doubles. */
const NAMESPACES = [0n, 4_026_531_836n, 4_026_531_836n + (1n << 32n), U64_MAX, U64_MAX - 1n];

/** What begins a new life of a pid; in half of the runs nothing does. */
function drawRules(entropy: Entropy): Partial<NewOp> {
  if (entropy.chance(ratio(1, 2))) return {};
  return {
    restart_after_stall: entropy.pick(RESTART_POLICIES),
    pin_generation: entropy.chance(ratio(2, 3)),
    origin_takeover: entropy.chance(ratio(1, 2)),
    last_words: entropy.chance(ratio(1, 2)),
    index_key: entropy.pick([null, 0n, 1n, 1n << 32n, U64_MAX]),
  };
}

/** Processes with the same pid follow each other, and now and then an earlier one is heard again. Some are the same in 32 bits, or in 53. */
const GENERATIONS = [null, null, 5n, 5n, 5n, 4n, 6n, 5n + (1n << 32n), 1n << 53n, (1n << 53n) + 1n, 0n, U64_MAX];

function clampU64(value: bigint): bigint {
  if (value < 0n) return 0n;
  return value > U64_MAX ? U64_MAX : value;
}

/** Steps of time around everything that time is compared with. */
function stepNs(entropy: Entropy, threshold: bigint): bigint {
  return entropy.pick(STEPS)(threshold);
}

/** Each makes its value once it is drawn: to make all of them for each draw took a tenth of a run. */
const STEPS: readonly ((threshold: bigint) => bigint)[] = [
  () => 0n,
  () => 1n,
  (threshold) => threshold - 1n,
  (threshold) => threshold,
  (threshold) => threshold + 1n,
  (threshold) => 10n * threshold - 1n,
  (threshold) => 10n * threshold,
  (threshold) => 10n * threshold + 1n,
  () => -1n,
  (threshold) => -threshold,
];

function nonceNear(entropy: Entropy, last: bigint): bigint {
  const drawn = entropy.pick(NONCES);
  return clampU64(drawn.isFromLast ? last + drawn.value : drawn.value);
}

const WRAP_FROM = U64_MAX - 1_048_576n;
const NONCES = [
  ...[1n, 1n, 1n, 0n, -1n].map((value) => ({ isFromLast: true, value })),
  ...[WRAP_FROM - 1n, WRAP_FROM, WRAP_FROM + 1n, U64_MAX, U64_MAX - 1n, 0n, 1_048_575n, 1_048_576n].map((value) => ({
    isFromLast: false,
    value,
  })),
];

/** A frame with every field at or near an end of its range; what an agent may not send can be written all the same. */
function drawFrame(entropy: Entropy): ModelFrame {
  return {
    status: entropy.pick(STATUSES),
    pid: entropy.pick([0, 1, 2, 0x8000_0000, 0xffff_ffff, entropy.int(0, 0xffff_ffff)]),
    timestamp: entropy.pick([0n, 1n << 32n, U64_MAX - 1n, U64_MAX, entropy.u64(0n, U64_MAX)]),
    nonce: entropy.pick([0n, 1n << 53n, U64_MAX - 1n, U64_MAX, entropy.u64(0n, U64_MAX)]),
    payload: entropy.pick([0, 0x7fff_ffff, 0xffff_ffff, entropy.int(0, 0xffff_ffff)]),
  };
}

/** A frame is written, and one is read: mostly the same, else a datagram that is none. */
function* codecOps(entropy: Entropy): Generator<Op, void> {
  const frame = drawFrame(entropy);
  yield { op: 'encode', frame };
  yield { op: 'decode', bytes: entropy.chance(ratio(2, 3)) ? encodeModelFrame(frame) : malformedFrame(frame.pid, entropy) };
}

function* script({ entropy, lives, codec }: Streams, table: Table, { threshold, steps, rules }: Drawn): OpsScript {
  const { capacity, policy, window } = table;
  const generations = rules.pin_generation === true ? lives : null;
  yield { op: 'new', capacity, policy, window, ...rules };
  const pids = Array.from({ length: 2 * Math.min(capacity, 4096) + 3 }, (_, number) =>
    entropy.pick([number, 0xffff_ffff - number, entropy.int(0, 0xffff_ffff)]),
  );
  const nonces = new Map<number, bigint>();
  let now = entropy.pick([0n, 1n << 32n, 1n << 53n, 1n << 63n, U64_MAX - 1000n]);
  for (let step = 0; step < steps; step++) {
    if (entropy.chance(ratio(1, 3))) now = clampU64(now + stepNs(entropy, threshold));
    yield drawOp(entropy, generations, now, threshold, pids, nonces);
    if (codec.chance(ratio(1, 50))) yield* codecOps(codec);
  }
}

/** `generations` is null where a beat has none. Operations are written out: an object that is spread has a shape of its own, for which all that judges is compiled anew. */
function drawOp(
  entropy: Entropy,
  generations: Entropy | null,
  now: bigint,
  threshold: bigint,
  pids: readonly number[],
  nonces: Map<number, bigint>,
): Op {
  const kind = entropy.int(0, 19);
  const pid = entropy.chance(ratio(1, 50)) ? entropy.int(0, 0xffff_ffff) : entropy.pick(pids);
  if (kind === 0) return { op: 'take', counter: entropy.pick(TAKE_COUNTERS) };
  if (kind === 1) return { op: 'get', field: entropy.pick(GET_FIELDS), pid };
  if (kind === 2) return { op: 'len' };
  if (kind <= 5) return { op: 'drain', now, threshold };
  const nonce = nonceNear(entropy, nonces.get(pid) ?? 0n);
  nonces.set(pid, nonce);
  const origin = entropy.chance(ratio(9, 10)) ? 'kernel-attested' : entropy.pick(BEAT_ORIGINS);
  const ns = entropy.chance(ratio(3, 4)) ? null : entropy.pick(NAMESPACES);
  const status = entropy.pick(STATUSES);
  if (generations === null) return { op: 'record', pid, nonce, status, now, threshold, origin, ns };
  return { op: 'record', pid, nonce, status, now, threshold, origin, ns, generation: generations.pick(GENERATIONS) };
}

/** One slot, a silence as long as time is, and the longest threshold of which ten fit into that; and those beside it. */
function* endOfTime(entropy: Entropy, policy: Table['policy']): Generator<Op, void> {
  const longest = U64_MAX / EVICTION_MULTIPLIER;
  for (const threshold of [longest - 1n, longest, longest + 1n]) {
    const beat = { op: 'record', nonce: 1n, status: 'ok', threshold, origin: 'kernel-attested', ns: null } as const;
    yield { op: 'new', capacity: 1, policy, window: 1 };
    yield { ...beat, pid: 2, now: entropy.u64(0n, 5n) };
    yield { op: 'drain', now: U64_MAX - 1n, threshold };
    for (const now of [U64_MAX - 1n, U64_MAX]) yield { ...beat, pid: 3, now };
  }
}
