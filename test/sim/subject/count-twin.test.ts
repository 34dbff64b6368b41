import { describe, expect, it } from 'vitest';
import { Observer, Tracker, type MetricSample, type Update } from '../../../src/index.ts';
import { observerInternals } from '../../../src/observer/observer.ts';
import { trackerInternals } from '../../../src/tracker/tracker.ts';
import type { Finding } from '../../../sim/oracle/finding.ts';
import { GOAL_NUMBER } from '../../../sim/oracle/goals.ts';
import { encodeModelFrame } from '../../../sim/oracle/model/index.ts';
import { Run } from '../../../sim/run/run.ts';
import { copiersOf, PRODUCTION, type Production } from '../../../sim/subject/production.ts';

const T = 20_000_000n;
/** Four twins come to their end in as many operations. */
const OPERATIONS = 1800;

/** To change a count is to read and write it. */
const WITHOUT = new Set(['column-reads-bounded']);

type Counts = readonly BigUint64Array[];

function each(counts: Counts, change: (count: bigint) => bigint): void {
  for (const column of counts) column.forEach((count, at) => (column[at] = change(count)));
}

/** Production code whose counts are changed after each operation. */
function countingAs(change: (count: bigint) => bigint): Production {
  return {
    ...PRODUCTION,
    copiers: copiersOf(PRODUCTION) ?? undefined,
    Tracker: class extends Tracker {
      override record(...beat: Parameters<Tracker['record']>): Update {
        const update = super.record(...beat);
        each([trackerInternals(this).counters], change);
        return update;
      }
    },
    Observer: class extends Observer {
      override poll(): ReturnType<Observer['poll']> {
        const event = super.poll();
        const { outcomes, refusals, beats } = observerInternals(this).counts;
        each([outcomes, refusals, beats], change);
        return event;
      }
    },
  } as Production;
}

/** Production code that tells its metrics otherwise. */
function telling(change: (sample: MetricSample) => MetricSample): Production {
  return {
    ...PRODUCTION,
    copiers: copiersOf(PRODUCTION) ?? undefined,
    Observer: class extends Observer {
      override metrics(): readonly MetricSample[] {
        return super.metrics().map(change);
      }
    },
  } as Production;
}

function recorded(production: Production): Run {
  const run = new Run({ production, without: WITHOUT });
  run.step({ op: 'new', capacity: 4, policy: 'strict', window: 1 });
  // Beats that are refused, so that they are counted, and some that are not.
  for (let beat = 0; beat < OPERATIONS && run.finding === null; beat++)
    run.step({
      op: 'record',
      pid: 2 + (beat % 3),
      nonce: BigInt(1 + (beat >> 4)),
      status: 'ok',
      now: T,
      threshold: T,
      ns: null,
      origin: beat % 2 === 0 ? 'kernel-attested' : 'socket-mode-only',
    });
  return run;
}

function polled(production: Production): Run {
  const run = new Run({ production, without: WITHOUT });
  run.step({ op: 'observer', listeners: 2, threshold: T, capacity: 4, global_rate: 0, per_pid_rate: 0 });
  for (let poll = 0; poll < OPERATIONS && run.finding === null; poll++) {
    const bytes = encodeModelFrame({ status: 'ok', pid: 2 + (poll % 3), timestamp: 0n, nonce: BigInt(1 + poll), payload: 0 });
    run.step({ op: 'datagram', now: T, listener: poll % 2, origin: 'kernel-attested', peer: null, ns: null, bytes });
    if (run.finding === null) run.step({ op: 'poll', now: T });
  }
  return run;
}

const BOTH = [recorded, polled];
const AS_32_BITS = countingAs((count) => BigInt.asUintN(32, count));
const AS_DOUBLE = countingAs((count) => BigInt.asUintN(64, BigInt(Number(count))));

describe('a twin whose counts begin elsewhere', () => {
  it('finds nothing in sound code, and reaches both goals', () => {
    for (const run of BOTH.map((drive) => drive(PRODUCTION))) {
      expect(run.finding).toBeNull();
      expect(run.goalCounts[GOAL_NUMBER['count-past-2^32']]).toBeGreaterThanOrEqual(2);
      expect(run.goalCounts[GOAL_NUMBER['count-full']]).toBeGreaterThanOrEqual(1);
    }
  });

  it.each<readonly [what: string, drive: (production: Production) => Run, production: Production, got: RegExp]>([
    ['counts of 32 bits', recorded, AS_32_BITS, /^a count that began at 4294967295 and should be \d+ is \d+$/],
    ['counts of 32 bits', polled, AS_32_BITS, /^a count that began at 4294967295 and should be \d+ is \d+$/],
    ['counts that are doubles', recorded, AS_DOUBLE, /^a count that began at \d+ and should be \d+ is \d+$/],
    ['counts that are doubles', polled, AS_DOUBLE, /^a count that began at \d+ and should be \d+ is \d+$/],
    [
      'metrics that are told as doubles',
      polled,
      telling((sample) => ({ ...sample, value: BigInt.asUintN(64, BigInt(Number(sample.value))) })),
      /^(?:a total begins anew once it is full|the metrics do not tell a count of \d+)$/,
    ],
    [
      'totals that begin anew',
      polled,
      telling((sample) => ({ ...sample, value: sample.name.startsWith('varta_tracker') ? sample.value & (2n ** 63n - 1n) : sample.value })),
      /^a total begins anew once it is full$/,
    ],
    [
      'beats that are told as 32 bits',
      polled,
      telling((sample) => (sample.name.startsWith('varta_beats') ? { ...sample, value: BigInt.asUintN(32, sample.value) } : sample)),
      /^the metrics do not tell a count of \d+$/,
    ],
  ])('finds %s', (_, drive, production, got) => {
    const finding = drive(production).finding as Finding;
    expect(finding).toMatchObject({ judge: 'no-throw', rule: 'survives-disturbance' });
    expect(finding.got).toMatch(got);
  });
});
