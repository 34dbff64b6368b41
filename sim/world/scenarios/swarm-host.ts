import { settingsOfToday } from '../../data/ops/observer-options.ts';
import { ratio, type Entropy } from '../../data/entropy/entropy.ts';
import type { ActionScript, FleetScript, WorldScript } from '../script.ts';

/** What happens to the host of the observer, and to agents beside it. */
const FAULTS = [
  'pauses',
  'slow polls',
  'bad readings',
  'suspend',
  'observer restarts',
  'same-pid restarts',
  'last words',
  'herds',
  'options of today',
  'generations',
] as const;
type Fault = (typeof FAULTS)[number];

/** Actions of one kind in a run at most. */
const EACH_MAX = 3;

/** A world with faults of the host drawn into it, and their names; nobody's names where it stays as it was. */
export interface HostedWorld {
  readonly world: WorldScript;
  readonly faults: string;
}

/**
 * Draws into a world what happens to the machine under the observer: in seven of eight worlds, each fault on or off. A stream of its
 * own, so that the draws of the world itself stay where they were. O(timeline).
 */
export function withHostFaults(drawn: WorldScript, entropy: Entropy): HostedWorld {
  if (!entropy.chance(ratio(7, 8))) return { world: drawn, faults: '' };
  const on = new Set<Fault>(FAULTS.filter(() => entropy.chance(ratio(3, 4))));
  const { fleet, observer, listeners, forNs } = drawn;
  const thresholdNs = Number(observer.threshold);
  const actions: ActionScript[] = [];
  const draw = (fault: Fault, make: (atNs: number, group: FleetScript) => readonly ActionScript[]): void => {
    if (!on.has(fault)) return;
    for (let count = entropy.int(1, EACH_MAX); count > 0; count--) actions.push(...make(entropy.int(0, forNs), entropy.pick(fleet)));
  };
  // What lasts is over by the end of what was drawn: a quiet phase comes after that.
  const span = (atNs: number): number => Math.min(forNs - atNs, entropy.int(Math.ceil(thresholdNs / 4), 6 * thresholdNs));
  draw('pauses', (atNs) => [{ atNs, do: 'pause', forNs: span(atNs) }]);
  draw('slow polls', (atNs) => [{ atNs, do: 'slow-polls', forNs: span(atNs), everyNs: entropy.int(1, thresholdNs) }]);
  draw('bad readings', (atNs) => [
    { atNs, do: entropy.pick(['misread-forward', 'misread-backward'] as const), byNs: entropy.u64(1n, 1n << BigInt(entropy.int(1, 62))) },
  ]);
  draw('suspend', (atNs) => [{ atNs, do: 'suspend', forNs: span(atNs), clock: entropy.pick(['stands', 'runs'] as const) }]);
  draw('observer restarts', (atNs) => [{ atNs, do: 'restart-observer' }]);
  draw('same-pid restarts', (atNs, { name }) => [{ atNs, do: 'restart', fleet: name, count: entropy.pick([null, 1, 3]) }]);
  draw('last words', (atNs, { name }) => [{ atNs, do: 'last-words', fleet: name, count: entropy.pick([null, 1, 3]) }]);
  draw('herds', (atNs, { name }) => [{ atNs, do: 'beat', fleet: name, count: null }]);
  const timeline = [...drawn.timeline, ...actions].sort((a, b) => a.atNs - b.atNs);
  const world: WorldScript = {
    ...drawn,
    timeline,
    observer: on.has('options of today') ? { ...settingsOfToday(observer.threshold), ...observer } : observer,
    listeners: on.has('generations') ? listeners.map((listener) => ({ ...listener, seesGeneration: listener.attestsPid })) : listeners,
  };
  return { world, faults: [...on].join(', ') };
}
