import { useEffect, useState } from 'preact/hooks';
import type { PageInsight } from '../page-data.ts';
import { countText, plain, timeText } from './shown.ts';
import type { ShownRun } from './state.ts';
import type { WorkerLink } from './worker-link.ts';
import { Button, StepLink } from './parts.tsx';

const STORY = 8;

interface CardProps {
  readonly run: ShownRun;
  readonly link: WorkerLink;
  readonly paste: readonly (readonly [string, string])[];
  readonly go: (step: number) => void;
}

/** The failure report: what broke, what was expected, what led to it, each line a link to its step. */
export function FindingCard({ run, link, paste, go }: CardProps) {
  const { facts } = run;
  const { finding, recordedFinding } = facts;
  const last = finding === null ? facts.length - 1 : Math.min(finding.step, facts.length - 1);
  const first = Math.max(0, last - STORY + 1);
  const [story, setStory] = useState<readonly string[]>([]);
  useEffect(() => {
    setStory([]);
    void link
      .ask('sentences', { run: run.run, steps: Array.from({ length: last + 1 - first }, (_, at) => first + at), withOutcome: true })
      .then(setStory);
  }, [run]);
  return (
    <section class={finding === null ? 'card' : 'card card-bad'} aria-labelledby="finding-title">
      {finding === null ? (
        <NoFinding run={run} />
      ) : (
        <>
          <h2 id="finding-title">
            <span class="bad">✗ {plain(`${finding.judge}/${finding.rule}`)}</span>{' '}
            <Button class="link" onClick={() => go(last)} text={`step ${finding.step}`} />{' '}
            <span class="muted">{timeText(finding.nowNs)}</span>
          </h2>
          <p class="reason">{plain(finding.reason)}</p>
          <dl class="sides">
            <div>
              <dt>Expected</dt>
              <dd>{plain(finding.expected)}</dd>
            </div>
            <div>
              <dt>Got</dt>
              <dd>{plain(finding.got)}</dd>
            </div>
          </dl>
          {(finding.details ?? []).map(([what, text], at) => (
            <p key={at} class="detail">
              <span class="muted">{plain(what)}</span> <code>{plain(text)}</code>
            </p>
          ))}
        </>
      )}
      {recordedFinding !== null && finding?.rule !== recordedFinding.rule && (
        <p class="digest-differs" role="alert">
          ✗ The trace names {plain(`${recordedFinding.judge}/${recordedFinding.rule}`)} at step {recordedFinding.step}: with the code in
          this page it does not come up. It was recorded with other code.
        </p>
      )}
      {facts.misplaced !== null && (
        <p class="digest-differs" role="alert">
          Line {facts.misplaced.line} of the trace cannot be carried out: {plain(facts.misplaced.reason)}
        </p>
      )}
      <details open={finding !== null}>
        <summary>{finding === null ? 'The last operations' : 'What led to it'}</summary>
        {first > 0 && <p class="muted">{countText(first)} operations before</p>}
        <ol class="story">
          {story.map((sentence, at) => (
            <li key={at} class={first + at === last ? 'story-last' : ''}>
              <Button class="link number" onClick={() => go(first + at)} aria-label={`step ${first + at}`} text={first + at} />
              <span>{plain(sentence)}</span>
            </li>
          ))}
        </ol>
      </details>
      {run.insight !== null && <Insight insight={run.insight} go={go} />}
      {paste.map(([what, line]) => (
        <Paste key={what} what={what} line={line} />
      ))}
    </section>
  );
}

function NoFinding({ run: { facts } }: { readonly run: ShownRun }) {
  return (
    <>
      <h2 id="finding-title">
        <span class="good">✓ No rule was broken</span> <span class="muted">in {countText(facts.length)} operations</span>
      </h2>
      {facts.why !== '' && <p class="reason">{plain(facts.why)}</p>}
    </>
  );
}

/** What locate and explain said: when it came to fail, and what of it matters. */
function Insight({ insight: { steps, lines }, go }: { readonly insight: PageInsight; readonly go: (step: number) => void }) {
  return (
    <div class="insight">
      {steps.map(([what, step]) => (
        <p key={`${what} ${step}`} class="detail">
          <span class="muted">{what}</span> <StepLink step={step} text={`step ${step}`} go={go} />
        </p>
      ))}
      {lines.map(([what, text]) => (
        <p key={what} class="detail">
          <span class="muted">{plain(what)}</span> {plain(text)}
        </p>
      ))}
    </div>
  );
}

/** A line to copy. */
function Paste({ what, line }: { readonly what: string; readonly line: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(line).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <p class="paste">
      <span class="muted">{what}</span>
      <code>{plain(line)}</code>
      <Button onClick={copy} aria-label={`copy the line for ${what}`} text={isCopied ? 'Copied' : 'Copy'} />
    </p>
  );
}
