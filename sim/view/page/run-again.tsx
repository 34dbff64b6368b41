import { useState } from 'preact/hooks';
import { parseDuration } from '../../data/duration.ts';
import { MAX_CAPACITY } from '../../data/spec/limits.ts';
import { EVICTION_POLICIES } from '../../data/spec/names.ts';
import type { StepFactsShown } from '../engine/loaded-run.ts';
import type { ScenarioSource } from '../engine/scenario-source.ts';
import { plain } from './shown.ts';
import type { ShownRun } from './state.ts';
import type { RunData } from './types.ts';
import type { WorkerLink } from './worker-link.ts';
import { Field } from './parts.tsx';
import { present } from '../../data/present.ts';

interface AgainProps {
  readonly run: ShownRun;
  readonly step: number;
  readonly link: WorkerLink;
  readonly answer: StepFactsShown | null;
  /** Takes what is carried out, and how it differs from this run. */
  readonly take: (made: Promise<RunData>, label: string) => void;
  readonly refuse: (why: string) => void;
}

type Knobs = NonNullable<ScenarioSource['knobs']>;

/** The whole run with other knobs: its scenario makes it anew, or its operations stay and every tracker gets other options. */
export function RunAgain({ run, step, link, answer, take, refuse }: AgainProps) {
  const { source, isMadeHere } = run.facts;
  const [isScenario, setScenario] = useState(isMadeHere);
  const set = isScenario ? (source?.knobs ?? {}) : {};
  const table = answer?.after ?? null;
  const unset = (value: string | number | undefined): string =>
    isScenario && !isMadeHere ? 'as drawn' : `${isScenario ? 'as drawn' : 'as it is'}: ${value ?? '–'}`;
  const count = (label: string, name: 'capacity' | 'window', min: number) => (
    <Field name={label}>
      <input
        name={name}
        type="number"
        min={min}
        max={MAX_CAPACITY}
        defaultValue={String(set[name] ?? '')}
        placeholder={unset(table?.[name])}
      />
    </Field>
  );
  const submit = (event: Event & { currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string): string => (form.get(name) as string | null)?.trim() ?? '';
    const length = text('length');
    const forNs = length === '' ? undefined : parseDuration(length);
    if (typeof forNs === 'string' || (forNs !== undefined && (forNs === 0n || forNs > Number.MAX_SAFE_INTEGER))) {
      refuse(`the length ${typeof forNs === 'string' ? forNs : 'must be from 1ns to below 2^53ns, about 104 days'}, got ${length}`);
      return;
    }
    const number = (name: string): number | null => (text(name) === '' ? null : Number(text(name)));
    const policy = text('policy') === '' ? null : (text('policy') as NonNullable<Knobs['policy']>);
    const [capacity, window] = [number('capacity'), number('window')];
    const knobs = present({ capacity, policy, window, forNs: forNs === undefined ? null : Number(forNs) });
    const told = present({ capacity, policy, window, length: length === '' ? null : length });
    const shown = Object.entries(told).map(([name, value]) => `${name} ${value}`);
    if (!isScenario || source === null) {
      if (shown.length === 0) refuse('set at least one knob');
      else take(link.ask('branch', { run: run.run, edits: [{ edit: 'knobs', step: 0, knobs }] }), shown.join(', '));
      return;
    }
    const [seed, other] = [text('seed'), text('other')];
    const before = source.from ?? [];
    const from = other === '' ? before : [...before.filter((one) => one.step < step), { step, seed: other }];
    const label = [`${source.scenario}, seed ${seed}`, ...shown, ...from.map((one) => `seed ${one.seed} from step ${one.step}`)];
    take(link.ask('loadScenario', { scenario: source.scenario, seed, knobs, from }), label.join(', '));
  };
  return (
    <form class="again" aria-label="The whole run again" key={String(isScenario)} onSubmit={submit}>
      <h3>The whole run again</h3>
      <div class="row">
        {source !== null && !isMadeHere && (
          <Field name="What runs">
            <select
              value={isScenario ? 'scenario' : 'operations'}
              onChange={(event) => setScenario(event.currentTarget.value === 'scenario')}
            >
              <option value="operations">these operations</option>
              <option value="scenario">{plain(`${source.scenario}, from which they came`)}</option>
            </select>
          </Field>
        )}
        {count('Slots', 'capacity', 0)}
        <Field name="Eviction policy">
          <select name="policy">
            {['', ...EVICTION_POLICIES].map((name) => (
              <option key={name} value={name} selected={name === (set.policy ?? '')}>
                {name === '' ? unset(table?.policy) : name}
              </option>
            ))}
          </select>
        </Field>
        {count('Window', 'window', 1)}
        {isScenario && source !== null && (
          <>
            <Field name="Length">
              <input name="length" size={9} defaultValue={set.forNs === undefined ? '' : `${set.forNs}ns`} placeholder="as drawn" />
            </Field>
            <Field name="Seed">
              <input name="seed" required size={9} defaultValue={plain(source.seed)} />
            </Field>
            {isMadeHere && (
              <Field name={`Another seed from step ${step} on`}>
                <input name="other" size={9} />
              </Field>
            )}
          </>
        )}
        <button type="submit">Run it again</button>
      </div>
    </form>
  );
}
