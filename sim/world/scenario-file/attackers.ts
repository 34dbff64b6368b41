import { show } from '../../data/ops/refusal.ts';
import type { AttackerScript, LinkScript } from '../script.ts';
import { within } from './fault.ts';
import type { AttackerForm } from './file-form.ts';
import { checkUnique, nameAmong } from './names.ts';
import type { TextFields } from './text-fields.ts';

/** The attackers of a file, each on one of the links. */
export function readAttackers(
  all: readonly AttackerForm[],
  links: readonly LinkScript[],
  forNs: number,
  fields: TextFields,
): AttackerScript[] {
  const { faults } = fields;
  const attackers = all.map((form, at): AttackerScript => {
    const path = within('/attackers', at);
    const startNs = fields.duration(within(path, 'start'), form.start);
    const stopNs = form.stop === undefined ? Number.MAX_SAFE_INTEGER : fields.duration(within(path, 'stop'), form.stop);
    if (startNs > forNs) faults.add(within(path, 'start'), `must be inside the run, got ${show(form.start)}`);
    if (stopNs <= startNs) faults.add(within(path, 'stop'), `must be after ${show(form.start)}, the start, got ${show(form.stop)}`);
    return {
      name: form.name ?? form.attack,
      attack: form.attack,
      link: nameAmong(faults, within(path, 'link'), form.link, 'link', links),
      startNs,
      stopNs,
      everyNs: fields.duration(within(path, 'every'), form.every, 1n),
      burst: form.burst,
      ns: fields.u64OrNull(within(path, 'namespace'), form.namespace),
      pidPool: form.pidPool,
    };
  });
  checkUnique(faults, '/attackers', attackers);
  return attackers;
}
