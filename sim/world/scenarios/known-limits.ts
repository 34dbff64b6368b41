import { TERMINAL_NONCE, U64_MAX } from '../../data/spec/limits.ts';
import type { BeatOrigin } from '../../../src/index.ts';
import { showValue } from '../../data/ops/event-words.ts';
import type { Entropy } from '../../data/entropy/entropy.ts';
import type { Violation } from '../../oracle/finding.ts';
import type { OptionName } from '../../data/ops/observer-options.ts';
import type { DrainOp, NewOp, Op, RecordOp } from '../../data/ops/op.ts';
import type { Run } from '../../run/run.ts';
import type { OpsScript, Scenario } from './scenario.ts';

/** A limit that the specification knows and keeps. */
export interface KnownLimit {
  readonly name: string;
  readonly sentence: string;
  /** The option under which it does not hold; null where there is none. */
  readonly liftedBy: OptionName | null;
  /** Operations that show it; the values come from the seed. */
  readonly show: (drawn: Drawn) => Generator<Op | Violation, void, Run>;
}

interface Drawn {
  readonly pid: number;
  readonly threshold: bigint;
  readonly start: bigint;
}

export const knownLimits: Scenario = {
  name: 'known-limits',
  claim:
    'Each limit that the specification knows is still there, as described: one that went away unnoticed would make the documentation wrong.',
  build(entropy) {
    const rounds = 20;
    return { config: { limits: KNOWN_LIMITS.length, rounds }, ops: script(entropy.stream('script'), rounds) };
  },
};

function* script(entropy: Entropy, rounds: number): OpsScript {
  for (let round = 0; round < rounds; round++) {
    for (const limit of KNOWN_LIMITS) {
      yield* limit.show({
        pid: entropy.int(2, 1_000_000),
        threshold: BigInt(entropy.int(10, 1_000_000)),
        start: entropy.u64(0n, 1n << 40n),
      });
    }
  }
}

function create(capacity: number, policy: 'strict' | 'balanced' = 'strict', window = 256): NewOp {
  return { op: 'new', capacity, policy, window };
}

function beat({ threshold }: Drawn, pid: number, nonce: bigint, now: bigint, origin: BeatOrigin = 'kernel-attested'): RecordOp {
  return { op: 'record', pid, nonce, status: nonce === TERMINAL_NONCE ? 'critical' : 'ok', now, threshold, origin, ns: null };
}

function drain({ threshold }: Drawn, now: bigint): DrainOp {
  return { op: 'drain', now, threshold };
}

/** Carries an operation out and objects unless the reply is the one that the limit makes. */
function* shows(limit: string, op: Op, expected: unknown): Generator<Op | Violation, void, Run> {
  const run = yield op;
  yield* holds(limit, run.exchange?.reply, expected);
}

function* holds(limit: string, got: unknown, expected: unknown): Generator<Op | Violation, void, Run> {
  if (showValue(got) === showValue(expected)) return;
  yield {
    judge: 'known-limit',
    rule: limit,
    reason: 'a known limit has gone: bring the specification up to date',
    expected: showValue(expected),
    got: showValue(got),
  };
}

/** All known limits, in the order of the specification. */
export const KNOWN_LIMITS: readonly KnownLimit[] = [
  {
    name: 'same-pid-restart-out-of-order',
    sentence: 'a restarted process with the same pid is out of order until its nonce passes the old mark',
    liftedBy: 'restart_after_stall',
    *show(drawn) {
      yield create(4);
      yield* shows(this.name, beat(drawn, drawn.pid, 50n, drawn.start), 'inserted');
      yield* shows(this.name, beat(drawn, drawn.pid, 1n, drawn.start + 1n), 'out-of-order');
      yield* shows(this.name, beat(drawn, drawn.pid, 50n, drawn.start + 2n), 'out-of-order');
      yield* shows(this.name, beat(drawn, drawn.pid, 51n, drawn.start + 3n), 'refreshed');
    },
  },
  {
    name: 'terminal-nonce-blocks',
    sentence: 'a terminal nonce blocks later regular nonces of 2^20 and above',
    liftedBy: 'last_words',
    *show(drawn) {
      yield create(4);
      yield* shows(this.name, beat(drawn, drawn.pid, TERMINAL_NONCE, drawn.start), 'inserted');
      yield* shows(this.name, beat(drawn, drawn.pid, 1n << 20n, drawn.start + 1n), 'out-of-order');
      yield* shows(this.name, beat(drawn, drawn.pid, (1n << 20n) - 1n, drawn.start + 2n), 'refreshed');
    },
  },
  {
    name: 'near-top-any-small-nonce-wraps',
    sentence: 'near the top any nonce below 2^20 is taken for a wrap, an old replayed one too',
    liftedBy: null,
    *show(drawn) {
      yield create(4);
      yield* shows(this.name, beat(drawn, drawn.pid, 7n, drawn.start), 'inserted');
      yield* shows(this.name, beat(drawn, drawn.pid, U64_MAX - (1n << 20n), drawn.start + 1n), 'refreshed');
      yield* shows(this.name, beat(drawn, drawn.pid, 7n, drawn.start + 2n), 'refreshed');
    },
  },
  {
    name: 'first-origin-locks-out',
    sentence: 'an unverified beat that comes first locks the real agent out',
    liftedBy: 'origin_takeover',
    *show(drawn) {
      yield create(4);
      yield* shows(this.name, beat(drawn, drawn.pid, 1n, drawn.start, 'network-unverified'), 'inserted');
      yield* shows(this.name, beat(drawn, drawn.pid, 2n, drawn.start + 1n, 'kernel-attested'), 'origin-conflict');
    },
  },
  {
    name: 'balanced-reads-two-windows',
    sentence: 'balanced may read two windows in one record',
    liftedBy: 'policy',
    *show(drawn) {
      const { pid, threshold, start } = drawn;
      yield create(8, 'balanced', 3);
      for (let member = 0; member < 8; member++) yield* shows(this.name, beat(drawn, pid + member, 1n, start), 'inserted');
      // One slot is stalled, out of the first window's reach and not yet evictable: neither pass finds a victim.
      yield* shows(this.name, beat(drawn, pid + 1, 2n, start + 1n), 'refreshed');
      yield drain(drawn, start + threshold);
      const run = yield beat(drawn, pid + 100, 1n, start + threshold);
      yield* holds(this.name, run.exchange?.reply, 'capacity-exceeded');
      yield* holds(this.name, run.subject.trackerView?.stalledPassSlots, 3);
      yield* holds(this.name, run.subject.trackerView?.anyPassSlots, 3);
    },
  },
  {
    name: 'first-fit-not-oldest-first',
    sentence: 'eviction takes the first slot that fits, not the oldest',
    liftedBy: null,
    *show(drawn) {
      const { pid, threshold, start } = drawn;
      yield create(2);
      yield* shows(this.name, beat(drawn, pid, 1n, start + 1n), 'inserted');
      yield* shows(this.name, beat(drawn, pid + 1, 1n, start), 'inserted');
      yield drain(drawn, start + 20n * threshold);
      yield* shows(this.name, beat(drawn, pid + 2, 1n, start + 20n * threshold), 'inserted');
      yield* shows(this.name, { op: 'take', counter: 'evicted_pid' }, pid);
    },
  },
  {
    name: 'balanced-evicts-unsurfaced',
    sentence: 'balanced can evict an agent whose stall never came out',
    liftedBy: 'policy',
    *show(drawn) {
      const { pid, threshold, start } = drawn;
      yield create(1, 'balanced');
      yield* shows(this.name, beat(drawn, pid, 1n, start), 'inserted');
      yield* shows(this.name, beat(drawn, pid + 1, 1n, start + 10n * threshold), 'capacity-exceeded');
      yield* shows(this.name, beat(drawn, pid + 1, 1n, start + 10n * threshold + 1n), 'inserted');
      yield* shows(this.name, { op: 'take', counter: 'evicted_pid' }, pid);
      yield* shows(this.name, drain(drawn, start + 10n * threshold + 1n), []);
    },
  },
  {
    name: 'only-last-evicted-pid-kept',
    sentence: 'only the last evicted pid is kept between takes',
    liftedBy: null,
    *show(drawn) {
      const { pid, threshold, start } = drawn;
      yield create(2);
      yield* shows(this.name, beat(drawn, pid, 1n, start), 'inserted');
      yield* shows(this.name, beat(drawn, pid + 1, 1n, start), 'inserted');
      yield drain(drawn, start + 20n * threshold);
      yield* shows(this.name, beat(drawn, pid + 2, 1n, start + 20n * threshold), 'inserted');
      yield* shows(this.name, beat(drawn, pid + 3, 1n, start + 20n * threshold), 'inserted');
      yield* shows(this.name, { op: 'take', counter: 'evictions' }, 2n);
      yield* shows(this.name, { op: 'take', counter: 'evicted_pid' }, pid + 1);
      yield* shows(this.name, { op: 'take', counter: 'evicted_pid' }, null);
    },
  },
];
