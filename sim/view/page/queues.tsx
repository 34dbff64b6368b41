import { decodeModelFrame } from '../../oracle/model/index.ts';
import type { StepFactsShown } from '../engine/loaded-run.ts';
import type { WhyTarget } from '../engine/why.ts';
import { plain, timeText } from './shown.ts';
import { Button, StepLink, HeadRow } from './parts.tsx';

const SHOWN = 40;

interface QueuesProps {
  readonly answer: StepFactsShown;
  readonly ask: (question: string, target: WhyTarget) => void;
  readonly go: (step: number) => void;
  readonly events: readonly { readonly step: number; readonly text: string }[];
}

/** What waits at the listeners, and what is under way where a world made the run. */
export function Queues({ answer, ask, go, events }: QueuesProps) {
  const { after, before, waitingSteps, network, step } = answer;
  const queues = after?.queues ?? [];
  const near = events.filter((event) => event.step <= step).slice(-6);
  return (
    <section class="card" aria-labelledby="queues-title">
      <h2 id="queues-title">Listeners and network</h2>
      {queues.length === 0 && <p class="muted">There are no listeners: a tracker of its own.</p>}
      {queues.map((queue, listener) => (
        <div key={listener} class="queue">
          <h3>
            Listener {listener}{' '}
            <span class={queue.length === (before?.queues[listener]?.length ?? 0) ? 'muted' : 'changed'}>
              {queue.length === (before?.queues[listener]?.length ?? 0) ? '' : '• '}
              {queue.length} waiting
            </span>
          </h3>
          <ol class="datagrams">
            {queue.slice(0, SHOWN).map(({ bytes }, at) => {
              const arrived = waitingSteps[listener]?.[at];
              return (
                <li key={at}>
                  <Button
                    class="datagram"
                    disabled={arrived === undefined}
                    onClick={() => arrived !== undefined && ask(`the datagram of step ${arrived}`, { of: 'datagram', step: arrived })}
                    text={frameText(bytes)}
                  />
                </li>
              );
            })}
          </ol>
          {queue.length > SHOWN && <p class="muted">and {queue.length - SHOWN} more</p>}
        </div>
      ))}
      {network !== null && (
        <details open>
          <summary>
            Network <span class="muted">{network.length} datagrams under way or just ended</span>
          </summary>
          <div class="scrolls short" tabIndex={0} role="region" aria-label="Network">
            <table>
              <thead>
                <HeadRow columns={[['pid', true], ['from'], ['link'], ['sent', true], ['arrives', true], ['fate']]} />
              </thead>
              <tbody>
                {network.slice(0, SHOWN).map((one, at) => (
                  <tr key={at}>
                    <td class="right number">{one.pid}</td>
                    <td>{one.attacker === null ? `agent${one.isCopy ? ', a copy' : ''}` : plain(`attacker ${one.attacker}`)}</td>
                    <td>{plain([one.link, ...one.faults].join(', '))}</td>
                    <td class="right number">{timeText(one.sentNs)}</td>
                    <td class="right number">{timeText(one.arrivalNs)}</td>
                    <td>{plain([one.fate.replaceAll('-', ' '), one.outcome ?? ''].filter((part) => part !== '').join(': '))}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
      {near.length > 0 && (
        <>
          <h3>Last in the world</h3>
          <ul class="differences">
            {near.map(({ step: at, text }, number) => (
              <li key={number}>
                <StepLink step={at} go={go} /> {plain(text)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function frameText(bytes: Uint8Array): string {
  const frame = decodeModelFrame(bytes);
  return typeof frame === 'string' ? `no frame: ${frame}` : `pid ${frame.pid}, nonce ${frame.nonce}`;
}
