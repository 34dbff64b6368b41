import type { Beat, BeatOrigin, StallVisitor, Tracker, Update } from '../../../src/index.ts';
import type { DrainedStall, Exchange, GetField, Replies, TakeCounter } from '../../data/ops/op.ts';

/** What a tracker was asked, with its reply. */
export type TrackerCall = Exchange<'record' | 'drain' | 'take' | 'get' | 'len'>;

type Take = Extract<keyof Tracker, `take${string}`>;

const TAKES: Readonly<Record<Take, TakeCounter>> = {
  takeEvictions: 'evictions',
  takeNonceWraps: 'nonce_wraps',
  takeCapacityExceeded: 'capacity_exceeded',
  takeOriginConflicts: 'origin_conflicts',
  takeNamespaceConflicts: 'namespace_conflicts',
  takeEvictionScanTruncated: 'eviction_scan_truncated',
  takeInvariantViolations: 'invariant_violations',
  takeProbeExhausted: 'probe_exhausted',
  takeRestarts: 'restarts',
  takeOriginTakeovers: 'origin_takeovers',
  takeEvictedPid: 'evicted_pid',
};

const GETS = { lastNsOf: 'last_ns', originOf: 'origin', pidNsInodeOf: 'ns' } as const satisfies Record<string, GetField>;

/**
 * From now on reports every call of a tracker's public methods that the tracker protocol has, whoever makes it: the observer that
 * owns the tracker, or the harness. The methods are shadowed on this one object, so that its class and other trackers stay as they
 * are; what the tracker returns and throws goes to its caller unchanged.
 */
export function noteCalls(tracker: Tracker, note: (call: TrackerCall) => void): void {
  const shadow = (name: string, value: unknown): void => void Object.defineProperty(tracker, name, { value, configurable: true });
  const record = tracker.record.bind(tracker);
  const drainStalledSlots = tracker.drainStalledSlots.bind(tracker);
  shadow(
    'record',
    (beat: Beat, now: bigint, threshold: bigint, origin: BeatOrigin, ns: bigint | null, generation: bigint | null = null): Update => {
      const { pid, nonce, status } = beat;
      const reply = record(beat, now, threshold, origin, ns, generation);
      note({ kind: 'record', op: { op: 'record', pid, nonce, status, now, threshold, origin, ns, generation }, reply });
      return reply;
    },
  );
  shadow('drainStalledSlots', (now: bigint, threshold: bigint, visit: StallVisitor): void => {
    const reply: DrainedStall[] = [];
    drainStalledSlots(now, threshold, (pid, nonce, last, origin, ns) => {
      reply.push({ pid, nonce, last, origin, ns });
      visit(pid, nonce, last, origin, ns);
    });
    note({ kind: 'drain', op: { op: 'drain', now, threshold }, reply });
  });
  for (const [name, counter] of Object.entries(TAKES)) {
    const take: () => Replies['take'] = tracker[name as Take];
    shadow(name, () => {
      const reply = take.call(tracker);
      note({ kind: 'take', op: { op: 'take', counter }, reply });
      return reply;
    });
  }
  for (const [name, field] of Object.entries(GETS)) {
    const get = tracker[name as keyof typeof GETS] as (pid: number) => Replies['get'];
    shadow(name, (pid: number) => {
      const reply = get.call(tracker, pid);
      note({ kind: 'get', op: { op: 'get', field, pid }, reply });
      return reply;
    });
  }
}
