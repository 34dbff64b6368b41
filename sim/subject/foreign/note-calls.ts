import type { Beat, BeatOrigin, StallVisitor, Tracker, Update } from '../../../src/index.ts';
import type { DrainedStall, Exchange, GetField, Replies, TakeCounter } from '../../data/ops/op.ts';
import { GET_METHOD, TAKE_METHOD } from '../tracker-operations.ts';

/** What a tracker was asked, with its reply. */
export type TrackerCall = Exchange<'record' | 'drain' | 'take' | 'get' | 'len'>;

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
  for (const [counter, name] of Object.entries(TAKE_METHOD)) {
    const take: () => Replies['take'] = tracker[name];
    shadow(name, () => {
      const reply = take.call(tracker);
      note({ kind: 'take', op: { op: 'take', counter: counter as TakeCounter }, reply });
      return reply;
    });
  }
  for (const [field, name] of Object.entries(GET_METHOD)) {
    const get: (pid: number) => Replies['get'] = tracker[name];
    shadow(name, (pid: number) => {
      const reply = get.call(tracker, pid);
      note({ kind: 'get', op: { op: 'get', field: field as GetField, pid }, reply });
      return reply;
    });
  }
}
