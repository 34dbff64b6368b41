import { useEffect, useState } from 'preact/hooks';
import { DRAWN_LANES, LANE_BIT, LANE_WORDS } from '../engine/lanes.ts';
import { countText, plain, timeText } from './shown.ts';
import type { ShownRun } from './state.ts';
import { VirtualRows } from './virtual-rows.tsx';
import type { WorkerLink } from './worker-link.ts';

interface OperationsProps {
  readonly run: ShownRun;
  readonly step: number;
  readonly link: WorkerLink;
  readonly go: (step: number) => void;
}

/** All operations, a row each. */
export function Operations({ run, step, link, go }: OperationsProps) {
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const [words, setWords] = useState<{ readonly from: number; readonly list: readonly string[] }>({ from: 0, list: [] });
  const [from, to] = range;
  useEffect(() => {
    let isWanted = true;
    const load = async (): Promise<void> => {
      const list = await link.ask('sentences', { run: run.run, from, to, withOutcome: false });
      if (isWanted) setWords({ from, list });
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [run, from, to]);
  const { bits, timesNs } = run.columns;
  return (
    <section class="card" aria-labelledby="operations-title">
      <h2 id="operations-title">
        Operations <span class="muted">{countText(run.facts.length)}</span>
      </h2>
      <VirtualRows
        count={run.facts.length}
        focus={step}
        label="Operations"
        columns={4}
        onRange={(first, last) => setRange([first, last])}
        head={
          <tr>
            <th scope="col" class="right">
              step
            </th>
            <th scope="col" class="right">
              time
            </th>
            <th scope="col">operation</th>
            <th scope="col">what came of it</th>
          </tr>
        }
        row={(at) => (
          <tr key={at} class={at === step ? 'here' : ''} aria-current={at === step ? 'step' : undefined}>
            <td class="right">
              <button type="button" class="link number" tabIndex={at === step ? 0 : -1} onClick={() => go(at)}>
                {at}
              </button>
            </td>
            <td class="right muted">{timeText(timesNs[at] ?? 0)}</td>
            <td class="wide">{plain(words.list[at - words.from] ?? '')}</td>
            <td>{happened(bits[at] ?? 0)}</td>
          </tr>
        )}
      />
    </section>
  );
}

function happened(bits: number): string {
  return DRAWN_LANES.filter((name) => (bits & LANE_BIT[name]) !== 0)
    .map((name) => LANE_WORDS[name])
    .join(', ');
}
