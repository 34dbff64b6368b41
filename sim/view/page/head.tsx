import { useEffect, useState } from 'preact/hooks';
import type { StepFactsShown } from '../engine/loaded-run.ts';
import { EXPORTS, runExport } from './exports.ts';
import { plain } from './shown.ts';
import type { ShownRun } from './state.ts';
import { Button, RunField, type PartProps } from './parts.tsx';

interface HeadProps extends PartProps {
  readonly answer: StepFactsShown | null;
}

/** The bar on top: what run this is, whether its digest is the recorded one, and what can be done with it. */
export function Head({ state, run, act, link }: HeadProps) {
  const { facts } = run;
  const origin = [
    facts.scenario !== '' && facts.name !== facts.scenario ? `scenario ${facts.scenario}` : '',
    facts.seed === '' ? '' : `seed ${facts.seed}`,
    facts.commit === '' ? '' : `commit ${facts.commit.slice(0, 10)}`,
  ].filter((part) => part !== '');
  return (
    <header class="head">
      <div class="head-name">
        <h1>{plain(facts.name === '' ? run.label : facts.name)}</h1>
        {origin.length > 0 && <p class="muted">{plain(origin.join(' · '))}</p>}
      </div>
      <Digest run={run} />
      <div class="head-tools">
        {state.runs.length > 1 && (
          <RunField name="Run" runs={state.runs} value={state.current} set={(at) => act({ do: 'show', run: at })} />
        )}
        <Button onClick={() => act({ do: 'panel', panel: state.panel === 'what-if' ? 'none' : 'what-if' })} text="What if…" />
        <Button onClick={() => act({ do: 'panel', panel: state.panel === 'compare' ? 'none' : 'compare' })} text="Compare…" />
        <label class="field">
          <span class="hidden">Export</span>
          <select
            value=""
            onChange={(event) => {
              const name = event.currentTarget.value;
              event.currentTarget.value = '';
              void runExport(name, state, run, link).then((text) => act({ do: 'tell', text }));
            }}
          >
            <option value="">Export…</option>
            {EXPORTS.map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <Theme />
        <Button aria-label="Keys" title="Keys" onClick={() => act({ do: 'panel', panel: 'help' })} text="?" />
      </div>
    </header>
  );
}

/** The digest that this page computed beside the one of the trace. */
function Digest({ run: { facts } }: { readonly run: ShownRun }) {
  const { digest, recordedDigest } = facts;
  if (recordedDigest === '') {
    return (
      <p class="digest">
        digest <code>{digest}</code> <span class="muted">none is recorded</span>
      </p>
    );
  }
  if (digest === recordedDigest) {
    return (
      <p class="digest">
        digest <code>{digest}</code> <span class="good">✓ as recorded</span>
      </p>
    );
  }
  return (
    <p class="digest digest-differs" role="alert">
      ✗ The digest differs: this page computed <code>{digest}</code>, the trace says <code>{plain(recordedDigest)}</code>. What is shown
      here is not the run that was recorded.
    </p>
  );
}

const THEMES = ['auto', 'light', 'dark'] as const;

function Theme() {
  const [theme, setTheme] = useState<(typeof THEMES)[number]>('auto');
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    dispatchEvent(new Event('themechange'));
  }, [theme]);
  return <Button onClick={() => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto')} text={`Theme: ${theme}`} />;
}
