import { useEffect, useState } from 'preact/hooks';
import type { StepFactsShown } from '../engine/loaded-run.ts';
import { REFUSED } from '../engine/lanes.ts';
import type { Reason } from '../engine/reasons.ts';
import type { WhyTarget } from '../engine/why.ts';
import { Counters } from './counters.tsx';
import { IndexCells } from './index-cells.tsx';
import { Queues } from './queues.tsx';
import { Rules } from './rules.tsx';
import { Slots } from './slots.tsx';
import { plain, timeText } from './shown.ts';
import type { ShownRun } from './state.ts';
import { Button, Field, StepLink, type PartProps } from './parts.tsx';

interface StepProps extends PartProps {
  readonly answer: StepFactsShown | null;
  readonly go: (step: number) => void;
}

const LANES_MAX = 4;

/** What was asked, and what the answers are. */
interface Why {
  readonly question: string;
  readonly reasons: readonly Reason[];
}

/** A question that a step gives rise to. */
interface Question {
  readonly label: string;
  readonly question: string;
  readonly target: WhyTarget;
}

function questionsAt(step: number, run: ShownRun, answer: StepFactsShown | null): Question[] {
  const questions: Question[] = [];
  if (((run.columns.bits[step] ?? 0) & REFUSED) !== 0)
    questions.push({ label: 'Why refused?', question: `the refusal of step ${step}`, target: { of: 'refusal', step } });
  if (answer?.opJson.startsWith('{"op":"datagram"') === true)
    questions.push({ label: 'What became of it?', question: `the datagram of step ${step}`, target: { of: 'datagram', step } });
  return questions;
}

/** Everything about one step. */
export function StepView({ state, run, link, answer, go, act }: StepProps) {
  const [why, setWhy] = useState<Why | null>(null);
  useEffect(() => setWhy(null), [state.step, run]);
  const ask = (question: string, target: WhyTarget): void => {
    void link.ask('why', { run: run.run, step: state.step, target }).then((reasons) => setWhy({ question, reasons }));
  };
  const lanesOf = (pids: readonly number[]): void => {
    void Promise.all(
      pids.map(async (pid) => ({ label: `pid ${pid}`, steps: await link.ask('search', { run: run.run, query: `pid ${pid}` }) })),
    ).then((lanes) =>
      act({ do: 'marks', marks: [...state.marks.filter(({ label }) => lanes.every((one) => one.label !== label)), ...lanes] }),
    );
  };
  const only = (query: string): void => act({ do: 'only', query: state.only?.query === query ? '' : query });
  const last = run.facts.length - 1;
  const asked = questionsAt(state.step, run, answer);
  return (
    <section class="step" aria-labelledby="step-title">
      <div class="card card-step" data-step={answer?.step}>
        <div class="card-head">
          <h2 id="step-title">Step {state.step}</h2>
          <div class="segments" role="group" aria-label="go along the run">
            <Button aria-label="first step" onClick={() => go(0)} text="|←" />
            <Button aria-label="one step back" onClick={() => go(state.step - 1)} text="←" />
            <Button aria-label="one step on" onClick={() => go(state.step + 1)} text="→" />
            <Button aria-label="last step" onClick={() => go(last)} text="→|" />
          </div>
          <Field name="Go to">
            <input
              id="go-to"
              inputMode="numeric"
              size={9}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || !/^\d{1,9}$/.test(event.currentTarget.value)) return;
                go(Number(event.currentTarget.value));
                event.currentTarget.blur();
              }}
            />
          </Field>
          <span class="muted">
            of 0–{last} · {answer === null ? '' : timeText(answer.nowNs)}
          </span>
        </div>
        {answer !== null && answer.step === state.step && (
          <>
            <p class="sentence">{plain(answer.sentence)}</p>
            <dl class="lines">
              <dt>operation</dt>
              <dd>
                <code>{plain(answer.opJson)}</code>
              </dd>
              <dt>reply</dt>
              <dd>
                <code>{plain(answer.replyJson)}</code>
              </dd>
              <dt>model</dt>
              <dd>
                <ModelWords answer={answer} />
              </dd>
            </dl>
            {answer.pids.length + asked.length > 0 && (
              <p class="pids">
                {asked.map(({ label, question, target }) => (
                  <button key={label} type="button" onClick={() => ask(question, target)}>
                    {label}
                  </button>
                ))}
                {answer.pids.slice(0, 8).map((pid) => (
                  <button key={pid} type="button" onClick={() => ask(`pid ${pid}`, { of: 'pid', pid })}>
                    Why is pid {pid} so?
                  </button>
                ))}
                {answer.pids.length > 1 && <Button onClick={() => lanesOf(answer.pids.slice(0, LANES_MAX))} text="Lanes of these pids" />}
                {answer.pids.slice(0, LANES_MAX).map((pid) => (
                  <button
                    key={`only ${pid}`}
                    type="button"
                    aria-pressed={state.only?.query === `pid ${pid}`}
                    onClick={() => only(`pid ${pid}`)}
                  >
                    Only pid {pid}
                  </button>
                ))}
              </p>
            )}
          </>
        )}
        {why !== null && <WhyBox why={why} go={go} close={() => setWhy(null)} />}
      </div>
      {answer !== null && (
        <div class="panes">
          <div class="side">
            <Slots answer={answer} state={state} toggle={() => act({ do: 'model' })} ask={ask} only={only} />
            <Queues answer={answer} ask={ask} go={go} events={run.facts.events} />
            <IndexCells answer={answer} />
          </div>
          <div class="side">
            <Rules answer={answer} />
            <Counters answer={answer} />
          </div>
        </div>
      )}
    </section>
  );
}

function ModelWords({ answer: { fault, differences } }: { readonly answer: StepFactsShown }) {
  if (fault !== null) return <span class="bad">✗ the state is not shown: {plain(fault)}</span>;
  if (differences.length === 0) return <span class="good">✓ agrees</span>;
  return (
    <ul class="differences bad">
      {differences.slice(0, 12).map(({ what, model, got }) => (
        <li key={what}>
          ≠ {plain(what)}: model {plain(model)}, here {plain(got)}
        </li>
      ))}
      {differences.length > 12 && <li>and {differences.length - 12} more</li>}
    </ul>
  );
}

function WhyBox({
  why: { question, reasons },
  go,
  close,
}: {
  readonly why: Why;
  readonly go: (step: number) => void;
  readonly close: () => void;
}) {
  return (
    <div class="why" role="status">
      <strong>Why? {plain(question)}</strong>
      <ul>
        {reasons.length === 0 && <li>nothing in this run says</li>}
        {reasons.map(({ text, step }, at) => (
          <li key={at}>
            {plain(text)}
            {step !== null && (
              <>
                {': '}
                <StepLink step={step} text={`step ${step}`} go={go} />
              </>
            )}
          </li>
        ))}
      </ul>
      <Button onClick={close} text="Close" />
    </div>
  );
}
