import { h, type ComponentChild } from 'preact';
import type { Session } from '../playground/index.ts';
import type { PlaygroundParts, Settings } from './settings.ts';

interface SettingsProps {
  readonly settings: Settings;
  readonly config: Session['config'];
  readonly scenarios: PlaygroundParts['scenarios'];
  readonly onChange: (part: Partial<Settings>) => void;
}

/** Scenario, seed, knobs and tracker; a change begins another run. */
export function SettingsPanel({ settings, config, scenarios, onChange }: SettingsProps): ComponentChild {
  const { scenario, seed, capacity, window, policy, seconds, isPublished, trace } = settings;
  const drawn = (key: string): string => (config[key] === undefined ? 'as drawn' : `as drawn: ${config[key]}`);
  const slider = (
    name: string,
    value: number | null,
    from: number,
    to: number,
    unit: string,
    set: (to: number | null) => void,
  ): ComponentChild =>
    h(
      'div',
      { class: 'field' },
      h('label', { for: `k-${name}` }, `${name} `, h('output', null, value === null ? drawn(name) : `${value}${unit}`)),
      h('input', {
        id: `k-${name}`,
        type: 'range',
        min: from,
        max: to,
        value: value ?? Math.round((from + to) / 4),
        onChange: (event: Event) => set(Number((event.currentTarget as HTMLInputElement).value)),
      }),
      value === null ? null : h('button', { type: 'button', onClick: () => set(null) }, 'as drawn'),
    );
  const claim = scenarios.find(({ name }) => name === scenario)?.claim ?? '';
  return h(
    'section',
    { class: 'card settings', 'aria-label': 'settings' },
    h('h2', null, 'What runs'),
    trace === null ? null : h('p', { class: 'dim' }, 'A trace of the tour. Any change begins a run of your own.'),
    h('div', { class: 'field' }, h('label', { for: 'scenario' }, 'scenario'), select('scenario', scenario, scenarios, onChange)),
    trace === null ? h('p', { class: 'dim' }, claim) : null,
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'seed' }, 'seed'),
      h('input', {
        id: 'seed',
        value: seed,
        maxLength: 80,
        pattern: '[!-~]+',
        onChange: (event: Event) => {
          const { value, validity } = event.currentTarget as HTMLInputElement;
          if (validity.valid && value !== '') onChange({ seed: value });
        },
      }),
    ),
    slider('capacity', capacity, 1, 256, ' slots', (to) => onChange({ capacity: to })),
    slider('window', window, 1, 256, ' slots', (to) => onChange({ window: to })),
    slider('seconds', seconds, 5, 300, ' s', (to) => onChange({ seconds: to })),
    h(
      'fieldset',
      null,
      h('legend', null, 'eviction policy'),
      ...([null, 'strict', 'balanced'] as const).map((value) =>
        h(
          'label',
          null,
          h('input', { type: 'radio', name: 'policy', checked: policy === value, onChange: () => onChange({ policy: value }) }),
          ` ${value ?? 'as drawn'}`,
        ),
      ),
    ),
    h(
      'fieldset',
      null,
      h('legend', null, 'tracker'),
      ...[false, true].map((value) =>
        h(
          'label',
          null,
          h('input', { type: 'radio', name: 'tracker', checked: isPublished === value, onChange: () => onChange({ isPublished: value }) }),
          value ? ' held against 0.2.0 as published' : ' ours',
        ),
      ),
    ),
  );
}

function select(id: string, value: string, scenarios: PlaygroundParts['scenarios'], onChange: SettingsProps['onChange']): ComponentChild {
  return h(
    'select',
    { id, value, onChange: (event: Event) => onChange({ scenario: (event.currentTarget as HTMLSelectElement).value }) },
    ...scenarios.map(({ name }) => h('option', { value: name, selected: name === value }, name)),
  );
}
