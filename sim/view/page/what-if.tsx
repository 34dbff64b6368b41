import { messageOf } from '../../data/describe-thrown.ts';
import { useState } from 'preact/hooks';
import type { Edit } from '../engine/branch.ts';
import type { StepFactsShown } from '../engine/loaded-run.ts';
import { RunAgain } from './run-again.tsx';
import { signatureText } from './signature.ts';
import { plain } from './shown.ts';
import { shownRun } from './shown-run.ts';
import type { ShownRun } from './state.ts';
import type { RunData } from './types.ts';
import { Button, Field, type PartProps } from './parts.tsx';

interface WhatIfProps extends PartProps {
  readonly answer: StepFactsShown | null;
  readonly close: () => void;
}

const FIRST_SHIFT = '1000000';

/** Branches at a step: the run as it would be with something else done there. The recorded run stays as it is. */
export function WhatIf({ state, run, link, act, answer, close }: WhatIfProps) {
  const { step } = state;
  const [json, setJson] = useState(answer?.opJson ?? '');
  const [shift, setShift] = useState(FIRST_SHIFT);
  const [status, setStatus] = useState('');
  const kind = answer === null ? '' : (JSON.parse(answer.opJson) as { readonly op: string }).op;
  const take = (made: Promise<RunData>, label: string): void => {
    setStatus('The branch is carried out…');
    const added = (data: RunData): void => {
      const branch = shownRun(data, label);
      act({ do: 'add', run: branch, isShown: false });
      act({ do: 'tell', text: `${label}: ${verdict(run, branch)}` });
      act({ do: 'panel', panel: 'compare' });
    };
    made.then(added, (error: unknown) => setStatus(messageOf(error)));
  };
  const branch = (edits: readonly Edit[], label: string): void => take(link.ask('branch', { run: run.run, edits }), label);
  return (
    <section class="card" aria-labelledby="what-if-title">
      <div class="card-head">
        <h2 id="what-if-title">What if, at step {step}?</h2>
        <Button onClick={close} text="Close" />
      </div>
      <p class="muted">A branch is carried out in this page. The recorded run is never changed.</p>
      <div class="what-if">
        <div class="buttons">
          <Button
            onClick={() => branch([{ edit: 'delete', step }], `without step ${step}`)}
            text={kind === 'datagram' ? 'Drop this datagram' : 'Delete this operation'}
          />
        </div>
        <Field name="Operation" class="grow">
          <textarea rows={3} spellcheck={false} value={json} onInput={(event) => setJson(event.currentTarget.value)} />
        </Field>
        <div class="buttons">
          <Button onClick={() => branch([{ edit: 'change', step, json }], `step ${step} changed`)} text="Put it in place of this one" />
          <Button onClick={() => branch([{ edit: 'insert', step, json }], `one more before step ${step}`)} text="Insert it before" />
        </div>
        <div class="row">
          <Field name="Clock goes on by, ns">
            <input value={shift} inputMode="numeric" onInput={(event) => setShift(event.currentTarget.value)} />
          </Field>
          <Button
            onClick={() => branch([{ edit: 'move-clock', step, byNs: shift }], `clock moved at step ${step}`)}
            text="Move the clock"
          />
        </div>
        <RunAgain run={run} step={step} link={link} answer={answer} take={take} refuse={setStatus} />
        <p role="status" class="fault">
          {plain(status)}
        </p>
      </div>
    </section>
  );
}

/** Whether the finding of a run stays in a branch of it. */
function verdict(run: ShownRun, branch: ShownRun): string {
  const [was, is] = [run, branch].map(({ facts }) => signatureText(facts.finding));
  if (was === is) return was === '' ? 'no rule is broken there either' : 'the finding stays';
  return is === '' ? 'the finding is gone' : `it comes to ${is}`;
}
