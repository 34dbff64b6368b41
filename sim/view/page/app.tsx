import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { PageData, PageRun } from '../page-data.ts';
import type { RunData, StepAnswer } from './types.ts';
import { shownRun } from './shown-run.ts';
import { Compare } from './compare.tsx';
import { FindingCard } from './finding-card.tsx';
import { Head } from './head.tsx';
import { Help } from './help.tsx';
import { useKeys } from './use-keys.ts';
import { Operations } from './operations.tsx';
import { SearchBar } from './search-bar.tsx';
import { EMPTY_STATE, findingStep, reduce } from './state.ts';
import { StepView } from './step-view.tsx';
import { Timeline } from './timeline.tsx';
import { addressOf, onlyOfAddress, stepOfAddress, useOnly } from './use-only.ts';
import { countText, plain } from './shown.ts';
import { WhatIf } from './what-if.tsx';
import type { WorkerLink } from './worker-link.ts';

async function load(link: WorkerLink, run: PageRun, progress: (done: number) => void): Promise<RunData> {
  return run.kind === 'trace' ? link.ask('loadTrace', { packed: run.packed }, progress) : link.ask('loadScenario', run, progress);
}

/** How long a sentence stays that tells what a key or a button did. */
const TOLD_MS = 8000;

/** The whole page. `first` is what was seen before any script ran; it stays until the run is there. */
export function App({ data, link, first }: { readonly data: PageData; readonly link: WorkerLink; readonly first: string }) {
  const [state, act] = useReducer(reduce, EMPTY_STATE);
  const [failure, setFailure] = useState<string | null>(null);
  const [done, setDone] = useState(0);
  const [answer, setAnswer] = useState<StepAnswer | null>(null);
  const run = state.runs[state.current];
  const goesThere = useRef(false);
  const follow = (): void => {
    const step = stepOfAddress();
    const query = onlyOfAddress();
    goesThere.current = step === null && query !== '';
    act({ do: 'only', query });
    if (step !== null) act({ do: 'go', step });
  };
  useOnly(state, run, link, act, goesThere);

  useEffect(() => {
    const loadAll = async (): Promise<void> => {
      try {
        for (const [at, one] of data.runs.entries()) {
          const loaded = await load(link, one, setDone);
          act({ do: 'add', run: shownRun(loaded, one.label, at === 0 ? data.insight : undefined), isShown: at === 0 });
          if (at === 0) follow();
        }
      } catch (error) {
        setFailure(error instanceof Error ? error.message : String(error));
      }
    };
    void loadAll();
  }, []);

  useEffect(() => {
    if (run === undefined) return undefined;
    let isWanted = true;
    const look = async (): Promise<void> => {
      const facts = await link.ask('at', { run: run.run, step: state.step });
      if (isWanted) setAnswer({ run: run.run, facts });
    };
    void look();
    return () => {
      isWanted = false;
    };
  }, [run, state.step]);

  useEffect(() => {
    // An address that names a filter alone is followed before it is completed.
    if (run === undefined || state.only?.found === null) return;
    history.replaceState(null, '', `#step=${state.step}${addressOf(state.only)}`);
  }, [run, state.step, state.only]);

  useEffect(() => {
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  useEffect(() => {
    if (state.told === '') return undefined;
    const timer = setTimeout(() => act({ do: 'tell', text: '' }), TOLD_MS);
    return () => clearTimeout(timer);
  }, [state.told]);

  useKeys(state, act);
  const go = useCallback((step: number) => act({ do: 'go', step }), []);
  const close = useCallback(() => act({ do: 'panel', panel: 'none' }), []);
  const finding = useMemo(() => (run === undefined ? null : findingStep(run)), [run]);

  if (run === undefined) return <Loading first={first} failure={failure} done={done} data={data} />;
  const shownAnswer = answer !== null && answer.run === run.run ? answer.facts : null;
  return (
    <>
      <Head state={state} run={run} act={act} link={link} answer={shownAnswer} />
      <main class="page">
        <FindingCard run={run} link={link} paste={state.current === 0 ? data.paste : []} go={go} />
        <SearchBar state={state} run={run} link={link} act={act} />
        <Timeline state={state} run={run} finding={finding} act={act} />
        {state.panel === 'what-if' && (
          <WhatIf key={state.step} state={state} run={run} link={link} act={act} answer={shownAnswer} close={close} />
        )}
        {state.panel === 'compare' && <Compare state={state} link={link} act={act} close={close} />}
        <StepView state={state} run={run} link={link} answer={shownAnswer} go={go} act={act} />
        <Operations run={run} step={state.step} link={link} go={go} only={state.only} all={() => act({ do: 'only', query: '' })} />
      </main>
      {state.panel === 'help' && <Help close={close} />}
      <div class="told" role="status">
        {state.told}
      </div>
    </>
  );
}

function Loading({ first, failure, done, data }: { first: string; failure: string | null; done: number; data: PageData }) {
  return (
    <>
      {/* Made by the program that made the page, with every text escaped. */}
      <div dangerouslySetInnerHTML={{ __html: first.replace(/<p role="status".*?<\/p>/, '') }} />
      <p class="first loading" role={failure === null ? 'status' : 'alert'}>
        {failure === null
          ? `The run is carried out again in this page… ${done > 0 ? `${countText(done)} operations` : ''}`
          : `${plain(data.runs[0]?.label ?? '')}: ${plain(failure)}`}
      </p>
    </>
  );
}
