import { messageOf } from '../../data/describe-thrown.ts';
import { useEffect, useState } from 'preact/hooks';
import type { AlignedStep, Alignment } from '../engine/messages.ts';
import { download } from './exports.ts';
import { countText, plain } from './shown.ts';
import { shownRun } from './shown-run.ts';
import { signatureText } from './signature.ts';
import type { Action, PageState, ShownRun } from './state.ts';
import type { WorkerLink } from './worker-link.ts';
import { Button, Field, RunField, StepLink } from './parts.tsx';

interface CompareProps {
  readonly state: PageState;
  readonly link: WorkerLink;
  readonly act: (action: Action) => void;
  readonly close: () => void;
}

/** Two runs beside each other, aligned to their first difference. */
export function Compare({ state, link, act, close }: CompareProps) {
  const { runs } = state;
  const [right, setRight] = useState(runs.length - 1);
  const [fault, setFault] = useState('');
  const left = state.current === right ? 0 : state.current;
  const [alignment, setAlignment] = useState<Alignment | null>(null);
  const [a, b] = [runs[left], runs[right]];
  useEffect(() => {
    if (a === undefined || b === undefined || left === right) return;
    void link.ask('align', { left: a.run, right: b.run }).then(setAlignment);
  }, [a, b]);
  useEffect(() => setRight(runs.length - 1), [runs.length]);
  const open = (event: Event & { currentTarget: HTMLInputElement }): void => {
    const [file] = event.currentTarget.files ?? [];
    if (file === undefined) return;
    file
      .text()
      .then(async (text) => link.ask('loadText', { text, name: file.name }))
      .then(
        (data) => act({ do: 'add', run: shownRun(data, file.name), isShown: false }),
        (error: unknown) => setFault(messageOf(error)),
      );
  };
  return (
    <section class="card" aria-labelledby="compare-title">
      <div class="card-head">
        <h2 id="compare-title">Two runs beside each other</h2>
        <Field name="Open a trace">
          <input type="file" accept=".ndjson" onChange={open} />
        </Field>
        {runs.length > 2 && <RunField name="Right side" runs={runs} value={right} set={setRight} />}
        <Button onClick={close} text="Close" />
      </div>
      <p class="fault" role="status">
        {plain(fault)}
      </p>
      {a === undefined || b === undefined || left === right || alignment === null ? (
        <p class="muted">Open another trace, or branch this run with What if…: it stands here beside this one.</p>
      ) : (
        <>
          <p>
            The first {countText(alignment.same)} operations are the same.
            {signatureText(a.facts.finding) === signatureText(b.facts.finding)
              ? ' Both come to the same end.'
              : ' They come to different ends.'}
          </p>
          <div class="sides">
            <Side run={a} number={left} rows={alignment.left} same={alignment.same} act={act} link={link} />
            <Side run={b} number={right} rows={alignment.right} same={alignment.same} act={act} link={link} />
          </div>
        </>
      )}
    </section>
  );
}

interface SideProps {
  readonly run: ShownRun;
  readonly number: number;
  readonly rows: readonly AlignedStep[];
  readonly same: number;
  readonly act: (action: Action) => void;
  readonly link: WorkerLink;
}

function Side({ run, number, rows, same, act, link }: SideProps) {
  const { facts } = run;
  const save = (): void => {
    void link
      .ask('trace', { run: run.run, from: 0, to: facts.operations - 1, whole: true })
      .then((text) => download('branch.ndjson', text, 'application/x-ndjson'));
  };
  const go = (step: number): void => {
    act({ do: 'show', run: number });
    act({ do: 'go', step });
  };
  return (
    <div>
      <h3>{plain(run.label)}</h3>
      <p class={facts.finding === null ? 'good' : 'bad'}>
        {facts.finding === null ? '✓ no rule is broken' : `✗ ${signatureText(facts.finding)} at step ${facts.finding.step}`}
      </p>
      <ol class="story">
        {rows.map(({ step, text }) => (
          <li key={step} class={step >= same ? 'changed' : ''}>
            <StepLink step={step} go={go} />
            <span>
              {step >= same ? '≠ ' : ''}
              {plain(text)}
            </span>
          </li>
        ))}
      </ol>
      <Button onClick={save} text="Save as a trace" />
    </div>
  );
}
