import type { LinkScript, ListenerScript } from '../script.ts';
import { checkUnique, nameAmong } from './names.ts';
import { within, type FaultBook } from './fault.ts';
import type { LinkForm, ListenerForm, ListenerPreset } from './file-form.ts';
import type { TextFields } from './text-fields.ts';

const PRESETS: Readonly<Record<ListenerPreset, Pick<ListenerScript, 'origin' | 'attestsPid' | 'seesNamespace'>>> = {
  kernel: { origin: 'kernel-attested', attestsPid: true, seesNamespace: true },
  udp: { origin: 'network-unverified', attestsPid: false, seesNamespace: false },
  operator: { origin: 'operator-attested', attestsPid: false, seesNamespace: false },
  plain: { origin: 'socket-mode-only', attestsPid: false, seesNamespace: true },
};

/** The listeners of a file, under names of their own. */
export function readListeners(forms: readonly ListenerForm[], faults: FaultBook): ListenerScript[] {
  const listeners = forms.map(({ preset, name = preset, queueMax, ...own }) => ({ ...PRESETS[preset], ...own, name, queueMax }));
  checkUnique(faults, '/listeners', listeners);
  return listeners;
}

/** The links of a file, each to one of the listeners; without any, one sound link to each listener. */
export function readLinks(forms: readonly LinkForm[] | undefined, listeners: readonly ListenerScript[], fields: TextFields): LinkScript[] {
  const { faults } = fields;
  const links = (forms ?? listeners.map(soundLinkTo)).map((form, at) => {
    const path = within('/links', at);
    const listener = nameAmong(faults, within(path, 'listener'), form.listener, 'listener', listeners);
    return {
      name: form.name ?? listener,
      listener,
      delayNs: fields.span(within(path, 'delay'), form.delay),
      loss: fields.ratio(within(path, 'loss'), form.loss),
      duplicate: fields.ratio(within(path, 'duplicate'), form.duplicate),
      reorder: fields.ratio(within(path, 'reorder'), form.reorder ?? 'never'),
      reorderNs: fields.duration(within(path, 'reorderBy'), form.reorderBy ?? '0s'),
      corrupt: fields.ratio(within(path, 'corrupt'), form.corrupt),
      truncate: fields.ratio(within(path, 'truncate'), form.truncate),
      burst: fields.ratio(within(path, 'burst'), form.burst ?? 'never'),
      burstNs: fields.duration(within(path, 'burstFor'), form.burstFor ?? '0s'),
    };
  });
  checkUnique(faults, '/links', links);
  return links;
}

function soundLinkTo({ name }: ListenerScript): LinkForm {
  return { listener: name, delay: '0s', loss: 'never', duplicate: 'never', corrupt: 'never', truncate: 'never' };
}
