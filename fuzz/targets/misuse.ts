import type { Beat, BeatOrigin, EvictionPolicy, Status, Tracker } from '../../src/index.ts';
import type { Production } from '../../sim/run/production.ts';
import { mark } from '../mark.ts';
import { mustBeRefused } from './refused.ts';

/** A call with one argument that is wrong. */
interface Misuse {
  readonly name: string;
  readonly call: (tracker: Tracker, production: Production) => void;
}

const BEYOND = 2n ** 64n;

function recording(change: Partial<Beat>, now = 0n, threshold = 1n, origin: BeatOrigin = 'kernel-attested', ns: bigint | null = null) {
  return (tracker: Tracker): void => {
    tracker.record({ pid: 1, nonce: 1n, status: 'ok', ...change }, now, threshold, origin, ns);
  };
}

function drainingAt(now: bigint, threshold: bigint) {
  return (tracker: Tracker): void => tracker.drainStalledSlots(now, threshold, () => {});
}

function creating(options: { capacity?: number; evictionPolicy?: EvictionPolicy; evictionScanWindow?: number }) {
  return (_tracker: Tracker, production: Production): void => void new production.Tracker(options);
}

/** Sixteen of them, one for each number in the format. */
export const MISUSES: readonly Misuse[] = [
  { name: 'negative-pid', call: recording({ pid: -1 }) },
  { name: 'pid-beyond-u32', call: recording({ pid: 2 ** 32 }) },
  { name: 'pid-of-text', call: recording({ pid: '7' as never }) },
  { name: 'negative-nonce', call: recording({ nonce: -1n }) },
  { name: 'nonce-as-number', call: recording({ nonce: 5 as never }) },
  { name: 'unknown-status', call: recording({ status: 'fine' as Status }) },
  { name: 'now-beyond-u64', call: recording({}, BEYOND) },
  { name: 'threshold-beyond-u64', call: recording({}, 0n, BEYOND) },
  { name: 'unknown-origin', call: recording({}, 0n, 1n, 'hearsay' as BeatOrigin) },
  { name: 'namespace-beyond-u64', call: recording({}, 0n, 1n, 'kernel-attested', BEYOND) },
  { name: 'namespace-missing', call: recording({}, 0n, 1n, 'kernel-attested', 'none' as never) },
  { name: 'drain-before-time', call: drainingAt(-1n, 1n) },
  { name: 'drain-threshold-beyond-u64', call: drainingAt(0n, BEYOND) },
  { name: 'lookup-of-fraction', call: (tracker) => void tracker.lastNsOf(1.5) },
  { name: 'negative-capacity', call: creating({ capacity: -1 }) },
  { name: 'unknown-policy', call: creating({ evictionPolicy: 'kind' as EvictionPolicy }) },
];

/** Makes the misuse of that number, which must be refused. What it may have changed, the judges of the next step find. */
export function tryMisuse(number: number, tracker: Tracker, production: Production): void {
  const { name, call } = MISUSES[number];
  mark('tracker misuse', number);
  mustBeRefused(name, () => call(tracker, production));
}
