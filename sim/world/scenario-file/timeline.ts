import { show } from '../../data/ops/refusal.ts';
import type { ActionScript, AgentsMeant, FleetScript, LinkScript } from '../script.ts';
import { within, type FaultBook } from './fault.ts';
import type { ActionForm } from './file-form.ts';
import { nameAmong } from './names.ts';
import type { TextFields } from './text-fields.ts';

/** What the actions of a file can name, and until when they take effect. */
export interface TimelineScope {
  readonly fleet: readonly FleetScript[];
  readonly links: readonly LinkScript[];
  readonly forNs: number;
  /** When the quiet phase begins, in which only metrics are read. */
  readonly quietFromNs: number;
}

/** The timeline of a file, in the order in which it stands there. */
export function readTimeline(forms: readonly ActionForm[], scope: TimelineScope, fields: TextFields): ActionScript[] {
  return forms.map((form, at) => readAction(within('/timeline', at), form, scope, fields));
}

function readAction(path: string, form: ActionForm, scope: TimelineScope, fields: TextFields): ActionScript {
  const atNs = fields.duration(within(path, 'at'), form.at);
  checkMoment(within(path, 'at'), atNs, form, scope, fields.faults);
  const forNs = (): number => fields.duration(within(path, 'for'), form.for as string, 1n);
  switch (form.do) {
    case 'partition':
    case 'heal':
      return { atNs, do: form.do, link: nameAmong(fields.faults, within(path, 'link'), form.link, 'link', scope.links) };
    case 'clock-forward':
    case 'clock-backward':
    case 'misread-forward':
    case 'misread-backward':
      return { atNs, do: form.do, byNs: fields.longDuration(within(path, 'by'), form.by as string) };
    case 'pause':
      return { atNs, do: form.do, forNs: forNs() };
    case 'suspend':
      return { atNs, do: form.do, forNs: forNs(), clock: form.clock ?? 'stands' };
    case 'slow-polls':
      return { atNs, do: form.do, forNs: forNs(), everyNs: fields.duration(within(path, 'every'), form.every as string, 1n) };
    case 'clock-freeze':
    case 'clock-thaw':
    case 'restart-observer':
    case 'read-metrics':
      return { atNs, do: form.do };
    case 'change-namespace':
      return {
        atNs,
        do: form.do,
        ...target(path, form, scope, fields.faults),
        ns: fields.u64OrNull(within(path, 'namespace'), form.namespace as string | null),
      };
    case 'set-nonce':
      return {
        atNs,
        do: form.do,
        ...target(path, form, scope, fields.faults),
        nonce: fields.nonce(within(path, 'nonce'), form.nonce as string),
      };
    default:
      return { atNs, do: form.do, ...target(path, form, scope, fields.faults) };
  }
}

function checkMoment(path: string, atNs: number, form: ActionForm, { forNs, quietFromNs }: TimelineScope, faults: FaultBook): void {
  if (atNs > forNs) faults.add(path, `must be inside the run, got ${show(form.at)}`);
  else if (atNs > quietFromNs && form.do !== 'read-metrics')
    faults.add(path, `must be before the calm at the end of the run, got ${show(form.at)}`);
}

/** The fleet that is meant, and how many of it. */
function target(path: string, form: ActionForm, { fleet }: TimelineScope, faults: FaultBook): AgentsMeant {
  const name = nameAmong(faults, within(path, 'fleet'), form.fleet, 'fleet', fleet);
  const agents = fleet.find((candidate) => candidate.name === name);
  const { count = null } = form;
  if (agents !== undefined && count !== null && count > agents.count) {
    faults.add(within(path, 'count'), `must be at most ${agents.count}, the agents of ${show(name)}, got ${count}`);
  }
  return { fleet: name, count };
}
