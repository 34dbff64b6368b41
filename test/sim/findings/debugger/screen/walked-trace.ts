import { encodeFrame } from '../../../../../src/index.ts';
import type { Op } from '../../../../../sim/data/ops/op.ts';
import { Timeline } from '../../../../../sim/findings/debugger/time-travel/timeline.ts';
import { ViewBuilder, type View } from '../../../../../sim/findings/debugger/screen/view.ts';
import { startWalk, type Walk } from '../../../../../sim/findings/debugger/screen/walker.ts';
import { traceOf } from '../../replay/random-trace.ts';

const MS = 1_000_000n;

function beat(pid: number, nonce: bigint, now: bigint): Op {
  const bytes = encodeFrame({ pid, nonce, status: 'ok', timestamp: 1n, payload: 0 });
  return { op: 'datagram', now, listener: 0, origin: 'kernel-attested', peer: pid, ns: 4_026_531_836n, bytes };
}

/** An observer of two slots: two pids, a refused datagram, a stall, an eviction, and a wrong expectation at the end. */
export function walkedTimeline(): Timeline {
  const { header, steps } = traceOf([
    { op: 'observer', threshold: 100n * MS, listeners: 2, capacity: 2 },
    beat(7, 1n, 0n),
    beat(8, 18_446_744_073_709_551_610n, 0n),
    { op: 'poll', now: 1n * MS },
    { op: 'poll', now: 2n * MS },
    { op: 'datagram', now: 3n * MS, listener: 1, origin: 'network-unverified', peer: null, ns: null, bytes: new Uint8Array(4) },
    { op: 'poll', now: 4n * MS },
    { op: 'poll', now: 200n * MS },
    { op: 'poll', now: 200n * MS },
    beat(9, 1n, 2000n * MS),
    { op: 'poll', now: 2000n * MS },
    { op: 'metrics' },
  ]);
  return new Timeline({ header, steps: steps.map((step, at) => (at === 11 ? { ...step, expect: { metrics: {} } } : step)) });
}

const TIMELINE = walkedTimeline();

/** What one screen of that walk shows. */
export function viewAt(step: number, walk: Partial<Walk> = {}): View {
  return new ViewBuilder(TIMELINE, 'corpus/walked.ndjson').build({ ...startWalk(step), ...walk });
}
