import fc from 'fast-check';
import { BEAT_ORIGINS, STATUSES } from '../../../src/index.ts';
import { simulate } from '../../../sim/world/seeded-run.ts';
import { signatureOf } from '../../../sim/oracle/finding.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import type { Production } from '../../../sim/subject/production.ts';
import { trackerDirect } from '../../../sim/world/scenarios/tracker-direct.ts';
import { InterestingnessTest } from '../../../sim/findings/shrink/interestingness.ts';
import { shrink } from '../../../sim/findings/shrink/shrink.ts';
import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import type { Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';

/** An operation as fast-check shrinks it: numbers and choices. */
interface Draft {
  readonly kind: number;
  readonly pid: number;
  readonly nonce: bigint;
  readonly now: bigint;
  readonly choice: number;
  readonly ns: bigint | null;
}

interface Value {
  readonly capacity: number;
  readonly isBalanced: boolean;
  readonly window: number;
  readonly threshold: bigint;
  readonly drafts: readonly Draft[];
}

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

function values(drafts: number): fc.Arbitrary<Value> {
  return fc.record({
    capacity: fc.nat(4096),
    isBalanced: fc.boolean(),
    window: fc.nat(9999),
    threshold: u64,
    drafts: fc.array(
      fc.record({ kind: fc.nat(3), pid: fc.nat(0xffff_ffff), nonce: u64, now: u64, choice: fc.nat(15), ns: fc.option(u64) }),
      { maxLength: drafts, size: 'max' },
    ),
  });
}

function toOps({ capacity, isBalanced, window, threshold, drafts }: Value): Op[] {
  const start: Op = { op: 'new', capacity, policy: isBalanced ? 'balanced' : 'strict', window };
  return [
    start,
    ...drafts.map(({ kind, pid, nonce, now, choice, ns }): Op => {
      if (kind === 1) return { op: 'drain', now, threshold };
      if (kind === 2) return { op: 'len' };
      if (kind === 3) return { op: 'get', field: 'ns', pid };
      return { op: 'record', pid, nonce, status: STATUSES[choice & 3], now, threshold, origin: BEAT_ORIGINS[choice >> 2], ns };
    }),
  ];
}

function toValue(ops: readonly Op[]): Value | null {
  const start = ops[0];
  const threshold = ops.map((op) => ('threshold' in op ? op.threshold : null)).find((value) => value !== null) ?? 0n;
  if (start.op !== 'new') return null;
  const draft = { kind: 2, pid: 0, nonce: 0n, now: 0n, choice: 0, ns: null };
  const drafts = ops.slice(1).map((op): Draft => {
    if (op.op === 'drain') return { ...draft, kind: 1, now: op.now };
    if (op.op === 'get') return { ...draft, kind: 3, pid: op.pid };
    if (op.op !== 'record') return draft;
    return {
      kind: 0,
      pid: op.pid,
      nonce: op.nonce,
      now: op.now,
      choice: STATUSES.indexOf(op.status) | (BEAT_ORIGINS.indexOf(op.origin) << 2),
      ns: op.ns,
    };
  });
  return { capacity: start.capacity, isBalanced: start.policy === 'balanced', window: start.window, threshold, drafts };
}

/** The longest failing run among a few seeds: short ones leave nothing to shrink. */
function failingRun(production: Production): Op[] | null {
  let longest: Op[] | null = null;
  for (let seed = 1; seed <= 60; seed++) {
    const ops: Op[] = [];
    const { finding } = simulate(trackerDirect, String(seed), { production, onOp: (op) => ops.push(op) });
    if (finding !== null && ops.length > (longest?.length ?? 0)) longest = ops;
  }
  return longest;
}

/** Operations of the shortest run that shows a bug of the tracker, as worked out by hand; the one that starts the run counts. */
const KNOWN_MINIMUM: Readonly<Record<string, number>> = {
  'stall-count-not-dropped': 4,
  'evict-at-ten-thresholds': 3,
  'multiplier-nine': 3,
  'tombstones-kept': 3,
  'stall-after-threshold': 3,
  'refused-beat-refreshes': 3,
  'namespace-before-nonce': 3,
  'origin-unchecked': 3,
  'namespace-known-to-unknown': 3,
  'wrap-bound-exclusive': 3,
  'equal-nonce-accepted': 3,
};

/** A failing run that both have shrunk: operations and milliseconds. */
export interface BesideResult {
  /** Judge, rule and kind of operation of the shrunk run; empty if it could not be shrunk. */
  readonly signature: string;
  readonly before: number;
  readonly after: number | null;
  /** Runs that it took. */
  readonly runs: number;
  readonly ms: number;
  /** The same of fast-check; null where it is not done at the end of its time. */
  readonly fastCheck: number | null;
  readonly fastCheckMs: number;
}

/** The result beside what is known of the bug; null where it does not come up. */
export interface BesideRow {
  readonly bug: string;
  readonly known: number;
  readonly result: BesideResult | null;
}

/** Plants a bug, makes a failing run, and has it shrunk by both; null if the bug does not come up. `folder` as in loadMutant. */
export async function shrunkByBoth(mutant: Mutant, folder?: string): Promise<BesideResult | null> {
  const { production, dispose } = await loadMutant(mutant, folder);
  try {
    const ops = failingRun(production);
    const value = ops === null ? null : toValue(ops);
    if (ops === null || value === null) return null;
    const startMs = performance.now();
    const ours = shrink(
      ops.map((op) => ({ op })),
      { production },
    );
    const oursMs = performance.now() - startMs;
    const signature = ours.best === null ? '' : signatureOf(ours.best.finding);
    const interestingness = new InterestingnessTest(signature, production, 'cheap');
    const theirStartMs = performance.now();
    const theirs = fc.check(
      fc.property(values(ops.length), (candidate) => interestingness.test(toOps(candidate).map((op) => ({ op }))) === null),
      // oxlint-disable-next-line typescript/no-deprecated -- with the plugin that shall replace it the types of the example are lost
      { numRuns: 1, examples: [[value]], interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true },
    );
    const theirMs = performance.now() - theirStartMs;
    const left = theirs.counterexample?.[0] ?? null;
    return {
      signature,
      before: ops.length,
      after: ours.best?.steps.length ?? null,
      runs: ours.runs,
      ms: oursMs,
      fastCheck: left === null ? null : toOps(left).length,
      fastCheckMs: theirMs,
    };
  } finally {
    dispose();
  }
}

/** Shrinks planted bugs of the tracker, and has fast-check shrink the same failing run: a row for each. */
export async function besideFastCheck(): Promise<BesideRow[]> {
  const rows: BesideRow[] = [];
  for (const mutant of MUTANTS.filter(({ name }) => name in KNOWN_MINIMUM))
    rows.push({ bug: mutant.name, known: KNOWN_MINIMUM[mutant.name], result: await shrunkByBoth(mutant) });
  return rows;
}
