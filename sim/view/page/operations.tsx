import { useEffect, useState } from 'preact/hooks';
import { DRAWN_LANES, LANE_BIT, LANE_WORDS } from '../engine/lanes.ts';
import { countText, plain, timeText } from './shown.ts';
import type { Only, ShownRun } from './state.ts';
import { VirtualRows } from './virtual-rows.tsx';
import type { WorkerLink } from './worker-link.ts';
import { Button, HeadRow } from './parts.tsx';

interface OperationsProps {
  readonly run: ShownRun;
  readonly step: number;
  readonly link: WorkerLink;
  readonly go: (step: number) => void;
  readonly only: Only | null;
  /** Shows all of them again. */
  readonly all: () => void;
}

/** Operations, a row each: all of them, or those that answer the filter. */
export function Operations({ run, step, link, go, only, all }: OperationsProps) {
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const [words, setWords] = useState<ReadonlyMap<number, string>>(new Map());
  const shown = only?.found?.steps ?? null;
  const stepAt = (row: number): number => (shown === null ? row : (shown[row] ?? -1));
  const count = shown === null ? run.facts.length : shown.length;
  // The range is that of the run before until the rows of this one are there.
  const [from, to] = [range[0], Math.min(range[1], count)];
  useEffect(() => {
    let isWanted = true;
    const load = async (): Promise<void> => {
      const steps = Array.from({ length: Math.max(0, to - from) }, (_, at) => stepAt(from + at)).filter((at) => at >= 0);
      const list = await link.ask('sentences', { run: run.run, steps, withOutcome: false });
      if (isWanted) setWords(new Map(list.map((text, at) => [steps[at] ?? -1, text])));
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [run, from, to, shown]);
  const { bits, timesNs } = run.columns;
  return (
    <section class="card" aria-labelledby="operations-title">
      <h2 id="operations-title">
        Operations{' '}
        <span class="muted">
          {only === null || shown === null
            ? countText(run.facts.length)
            : `${countText(shown.length)} of ${countText(run.facts.length)}, only ${plain(only.query)}`}
        </span>
        {only !== null && (
          <>
            {' '}
            <Button onClick={all} text="Show all" />
          </>
        )}
      </h2>
      <VirtualRows
        count={count}
        focus={shown === null ? step : shown.indexOf(step)}
        label="Operations"
        columns={4}
        onRange={(first, last) => setRange([first, last])}
        head={<HeadRow columns={[['step', true], ['time', true], ['operation'], ['what came of it']]} />}
        row={(row) => {
          const at = stepAt(row);
          return (
            <tr key={at} class={at === step ? 'here' : ''} aria-current={at === step ? 'step' : undefined}>
              <td class="right">
                <Button class="link number" tabIndex={at === step ? 0 : -1} onClick={() => go(at)} text={at} />
              </td>
              <td class="right muted">{timeText(timesNs[at] ?? 0)}</td>
              <td class="wide">{plain(words.get(at) ?? '')}</td>
              <td>{happened(bits[at] ?? 0)}</td>
            </tr>
          );
        }}
      />
    </section>
  );
}

function happened(bits: number): string {
  return DRAWN_LANES.filter((name) => (bits & LANE_BIT[name]) !== 0)
    .map((name) => LANE_WORDS[name])
    .join(', ');
}
