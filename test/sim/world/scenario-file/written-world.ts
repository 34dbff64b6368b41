import { formatDuration } from '../../../../sim/data/duration.ts';
import type { Ratio } from '../../../../sim/data/entropy/entropy.ts';
import { OBSERVER_OPTION_LIST } from '../../../../sim/data/ops/observer-options.ts';
import type { ActionScript, LifecycleScript, Span, WorldScript } from '../../../../sim/world/script.ts';

/** A world as a scenario file says it, with every key written out. */
export function writtenWorld(name: string, world: WorldScript): object {
  return {
    name,
    claim: 'The same world.',
    for: time(world.forNs),
    observer: observer(world),
    polling: { tick: time(world.polling.tickNs), atArrival: world.polling.atArrival, burst: world.polling.burst },
    clock: { start: formatDuration(world.clock.startNs) },
    // The preset is another one, to be overruled key by key.
    listeners: world.listeners.map((listener) => ({ preset: 'operator', ...listener })),
    links: world.links.map(({ delayNs, reorderNs, burstNs, loss, duplicate, reorder, corrupt, truncate, burst, ...link }) => ({
      ...link,
      delay: span(delayNs),
      loss: ratio(loss),
      duplicate: ratio(duplicate),
      reorder: ratio(reorder),
      reorderBy: time(reorderNs),
      corrupt: ratio(corrupt),
      truncate: ratio(truncate),
      burst: ratio(burst),
      burstFor: time(burstNs),
    })),
    fleet: world.fleet.map(
      ({ intervalNs, jitterNs, startNs, startWithinNs, ns, firstNonce, lifecycle: life, livenessRequired: mustBeHeard, ...agents }) => ({
        mustBeHeard,
        ...agents,
        interval: time(intervalNs),
        jitter: time(jitterNs),
        start: time(startNs),
        startWithin: time(startWithinNs),
        namespace: u64(ns),
        firstNonce: String(firstNonce),
        lifecycle: lifecycle(life),
      }),
    ),
    attackers: world.attackers.map(({ startNs, stopNs, everyNs, ns, ...attacker }) => ({
      ...attacker,
      start: time(startNs),
      stop: time(stopNs),
      every: time(everyNs),
      namespace: u64(ns),
    })),
    supervisor: world.supervisor === null ? null : { delay: time(world.supervisor.delayNs) },
    timeline: world.timeline.map(action),
    settle: world.settle === null ? null : { calm: time(world.settle.quietNs), networkIsSound: world.settle.networkIsSound },
  };
}

function observer({ observer: settings }: WorldScript): object {
  return Object.fromEntries(
    OBSERVER_OPTION_LIST.map(({ name, fileName, form }) => {
      const value = settings[name];
      if (typeof value !== 'bigint') return [fileName, value];
      return [fileName, form.kind === 'time' ? formatDuration(value) : u64(value)];
    }),
  );
}

function lifecycle(life: LifecycleScript): object {
  const { degrade, hang, hangNs, crash, panic, restartNs, samePid, changeNamespace } = life;
  return {
    degrade: ratio(degrade),
    hang: ratio(hang),
    hangFor: span(hangNs),
    crash: ratio(crash),
    panic: ratio(panic),
    restartAfter: restartNs === null ? null : span(restartNs),
    samePid: ratio(samePid),
    changeNamespace: ratio(changeNamespace),
  };
}

function action({ atNs, ...rest }: ActionScript): object {
  const { count, byNs, forNs, everyNs, ns, nonce, ...plain } = rest as {
    count?: number | null;
    byNs?: bigint;
    forNs?: number;
    everyNs?: number;
    ns?: bigint | null;
    nonce?: bigint;
  };
  return {
    at: time(atNs),
    ...plain,
    ...(typeof count === 'number' && { count }),
    ...(byNs !== undefined && { by: formatDuration(byNs) }),
    ...(forNs !== undefined && { for: time(forNs) }),
    ...(everyNs !== undefined && { every: time(everyNs) }),
    ...(ns !== undefined && { namespace: u64(ns) }),
    ...(nonce !== undefined && { nonce: String(nonce) }),
  };
}

function time(ns: number): string {
  return formatDuration(BigInt(ns));
}

function span({ min, max }: Span): object {
  return { min: time(min), max: time(max) };
}

function ratio({ numerator, denominator }: Ratio): string {
  return `${numerator}/${denominator}`;
}

function u64(value: bigint | null): string | null {
  return value === null ? null : String(value);
}
