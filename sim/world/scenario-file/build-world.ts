import { show } from '../../data/ops/refusal.ts';
import type { WorldScript } from '../script.ts';
import { readAttackers } from './attackers.ts';
import type { FaultBook } from './fault.ts';
import type { ScenarioForm } from './file-form.ts';
import { readFleet } from './fleet.ts';
import { readLinks, readListeners } from './network.ts';
import { readObserver } from './observer.ts';
import { TextFields } from './text-fields.ts';
import { readTimeline } from './timeline.ts';

// Turns of the loop in one threshold, where the file does not say.
const TICKS_PER_THRESHOLD = 20n;

/** Makes a world of a file of the right form. What cannot be taken goes into the fault book, in the order of the file. O(file). */
export function buildWorld(form: ScenarioForm, faults: FaultBook): WorldScript {
  const fields = new TextFields(faults);
  const forNs = fields.duration('/for', form.for, 1n);
  const observer = readObserver(form.observer, fields);
  const tickNs =
    form.polling.tick === undefined ? defaultTickNs(observer.threshold, forNs) : fields.duration('/polling/tick', form.polling.tick, 1n);
  const startNs = fields.longDuration('/clock/start', form.clock.start);
  const listeners = readListeners(form.listeners, faults);
  const links = readLinks(form.links, listeners, fields);
  const fleet = readFleet(form.fleet, links, forNs, fields);
  const attackers = readAttackers(form.attackers, links, forNs, fields);
  const supervisor = form.supervisor === null ? null : { delayNs: fields.duration('/supervisor/delay', form.supervisor.delay) };
  const settle = form.settle === null ? null : { ...form.settle, quietNs: fields.duration('/settle/calm', form.settle.calm) };
  if (settle !== null && settle.quietNs > forNs)
    faults.add('/settle/calm', `must be at most ${show(form.for)}, the length of the run, got ${show(settle.calm)}`);
  const quietFromNs = forNs - (settle?.quietNs ?? 0);
  return {
    forNs,
    observer,
    polling: { tickNs, atArrival: form.polling.atArrival, burst: form.polling.burst },
    clock: { startNs },
    listeners,
    links,
    fleet,
    attackers,
    supervisor,
    timeline: readTimeline(form.timeline, { fleet, links, forNs, quietFromNs }, fields),
    settle: settle === null ? null : { quietNs: settle.quietNs, networkIsSound: settle.networkIsSound },
  };
}

/** A part of the threshold; a threshold beyond the run needs no tick in it. */
function defaultTickNs(threshold: bigint, forNs: number): number {
  const part = threshold / TICKS_PER_THRESHOLD;
  return part < BigInt(forNs) ? Number(part) : forNs;
}
