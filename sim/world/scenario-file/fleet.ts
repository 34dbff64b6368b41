import { U32_MAX } from '../../data/spec/limits.ts';
import { show } from '../../data/ops/refusal.ts';
import type { FleetScript, LifecycleScript, LinkScript } from '../script.ts';
import { within, type FaultBook } from './fault.ts';
import type { FleetForm, LifecycleForm } from './file-form.ts';
import { checkUnique, nameAmong } from './names.ts';
import type { TextFields } from './text-fields.ts';

/** Most agents of a world described by a file. */
export const AGENTS_MAX = 100_000;

/** The agents of a file, each kind on one of the links. */
export function readFleet(forms: readonly FleetForm[], links: readonly LinkScript[], forNs: number, fields: TextFields): FleetScript[] {
  const { faults } = fields;
  let agents = 0;
  const fleet = forms.map((form, at): FleetScript => {
    const path = within('/fleet', at);
    agents += form.count;
    if (agents > AGENTS_MAX) faults.add(within(path, 'count'), `must leave at most ${AGENTS_MAX} agents in all, got ${agents}`);
    const intervalNs = fields.duration(within(path, 'interval'), form.interval, 1n);
    const startNs = fields.duration(within(path, 'start'), form.start);
    if (startNs > forNs) faults.add(within(path, 'start'), `must be inside the run, got ${show(form.start)}`);
    return {
      name: form.name ?? `fleet-${at + 1}`,
      count: form.count,
      link: nameAmong(faults, within(path, 'link'), form.link, 'link', links),
      intervalNs,
      jitterNs: fields.duration(within(path, 'jitter'), form.jitter),
      driftPpm: readDrift(within(path, 'driftPpm'), form.driftPpm, faults),
      startWithinNs: form.startWithin === undefined ? intervalNs : fields.duration(within(path, 'startWithin'), form.startWithin),
      startNs,
      firstPid: readFirstPid(within(path, 'firstPid'), form, faults),
      ns: fields.u64OrNull(within(path, 'namespace'), form.namespace),
      firstNonce: fields.nonce(within(path, 'firstNonce'), form.firstNonce),
      lifecycle: readLifecycle(within(path, 'lifecycle'), form.lifecycle, fields),
      livenessRequired: form.mustBeHeard,
    };
  });
  checkUnique(faults, '/fleet', fleet);
  return fleet;
}

function readDrift(path: string, form: FleetForm['driftPpm'], faults: FaultBook): FleetScript['driftPpm'] {
  if (typeof form === 'number') return { min: form, max: form };
  if (form.min > form.max) faults.add(within(path, 'min'), `must be at most ${form.max}, the max, got ${form.min}`);
  return form;
}

function readFirstPid(path: string, { firstPid = null, count }: FleetForm, faults: FaultBook): number | null {
  const firstPidMax = U32_MAX - count + 1;
  if (firstPid !== null && firstPid > firstPidMax)
    faults.add(path, `must be at most ${firstPidMax}, so that the last pid is a u32, got ${firstPid}`);
  return firstPid;
}

function readLifecycle(path: string, form: LifecycleForm, fields: TextFields): LifecycleScript {
  return {
    degrade: fields.ratio(within(path, 'degrade'), form.degrade),
    hang: fields.ratio(within(path, 'hang'), form.hang ?? 'never'),
    hangNs: fields.span(within(path, 'hangFor'), form.hangFor ?? '0s'),
    crash: fields.ratio(within(path, 'crash'), form.crash),
    panic: fields.ratio(within(path, 'panic'), form.panic),
    restartNs: form.restartAfter === null ? null : fields.span(within(path, 'restartAfter'), form.restartAfter),
    samePid: fields.ratio(within(path, 'samePid'), form.samePid),
    changeNamespace: fields.ratio(within(path, 'changeNamespace'), form.changeNamespace),
  };
}
