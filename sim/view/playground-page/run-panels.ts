import { h, type ComponentChild } from 'preact';
import { HAND_FAULTS, snapshotOf, type HandFault, type Session, type SlotRow } from '../playground/index.ts';

/** Virtual seconds in a second, by the place of the slider. */
export const SPEEDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60] as const;
interface TransportProps {
  readonly isPlaying: boolean;
  readonly isOver: boolean;
  readonly speed: number;
  readonly onPlay: () => void;
  readonly onStep: (count: number) => void;
  readonly onSpeed: (to: number) => void;
  readonly onAgain: () => void;
}

/** Play, pause, step, speed. */
export function Transport({ isPlaying, isOver, speed, onPlay, onStep, onSpeed, onAgain }: TransportProps): ComponentChild {
  return h(
    'div',
    { class: 'row transport' },
    h('button', { type: 'button', class: 'primary', disabled: isOver, onClick: onPlay }, isPlaying ? '⏸ Pause' : '▶ Play'),
    h('button', { type: 'button', disabled: isOver || isPlaying, onClick: () => onStep(1) }, 'Step'),
    h('button', { type: 'button', disabled: isOver || isPlaying, onClick: () => onStep(100) }, '100 steps'),
    h('button', { type: 'button', onClick: onAgain }, '↺ Again'),
    h(
      'label',
      { class: 'speed' },
      'speed ',
      h('input', {
        type: 'range',
        min: 0,
        max: SPEEDS.length - 1,
        value: speed,
        onInput: (event: Event) => onSpeed(Number((event.currentTarget as HTMLInputElement).value)),
      }),
      h('output', null, ` ${SPEEDS[speed]}×`),
    ),
  );
}

/** Whether every rule holds so far, or what was found. */
export function Verdict({ session, isPublished }: { readonly session: Session; readonly isPublished: boolean }): ComponentChild {
  const { finding, isOver, run } = session;
  if (finding === null)
    return h(
      'p',
      { class: 'verdict-line', role: 'status' },
      h('span', { class: 'is-ok' }, isOver ? 'at its end, nothing was found' : 'every rule holds so far'),
      isPublished ? ' · each reply is compared with that of 0.2.0' : '',
    );
  return h(
    'div',
    { class: 'card bad', role: 'status' },
    h('h3', null, h('span', { class: 'is-bad' }, `${finding.judge}/${finding.rule} at step ${finding.step + 1} of ${run.steps}`)),
    h('p', null, finding.reason),
    h(
      'dl',
      { class: 'pair' },
      h('dt', null, finding.judge === 'conformance' ? 'our tracker' : 'expected'),
      h('dd', null, finding.expected),
      h('dt', null, finding.judge === 'conformance' ? '0.2.0' : 'got'),
      h('dd', null, finding.got),
    ),
  );
}

/** How far the run is. */
export function Figures({ session }: { readonly session: Session }): ComponentChild {
  const { steps, simulatedNs, capacity, tracked, stalled, waiting } = snapshotOf(session);
  const rows: readonly (readonly [string, string])[] = [
    ['step', String(steps)],
    ['virtual time', `${(simulatedNs / 1e9).toFixed(3)} s`],
    ['tracked', `${tracked} of ${capacity}`],
    ['stalled', String(stalled)],
    ['waiting to be read', String(waiting)],
  ];
  return h('dl', { class: 'figures' }, ...rows.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))));
}

interface HandProps {
  readonly isOff: boolean;
  readonly why: string;
  readonly told: string;
  readonly onDo: (fault: HandFault) => void;
}

/** Buttons that put faults in. */
export function HandPanel({ isOff, why, told, onDo }: HandProps): ComponentChild {
  return h(
    'section',
    { 'aria-label': 'faults by hand' },
    h('h2', null, 'Faults by hand'),
    h(
      'div',
      { class: 'row' },
      ...(Object.entries(HAND_FAULTS) as [HandFault, string][]).map(([fault, name]) =>
        h('button', { type: 'button', disabled: isOff, onClick: () => onDo(fault) }, name),
      ),
    ),
    h('p', { class: 'dim', 'aria-live': 'polite' }, why !== '' ? why : told === '' ? 'Each works at once, while the run plays too.' : told),
  );
}

const AGE_MAX = 10;

/** The slots of the tracker, and what its counters say. */
export function Table({ session }: { readonly session: Session }): ComponentChild {
  const { slots, tracked, counters } = snapshotOf(session);
  const row = ({ slot, pid, nonce, origin, ns, isStalled, age }: SlotRow): ComponentChild =>
    h(
      'tr',
      { class: isStalled ? 'stalled' : '' },
      h('th', { scope: 'row', class: 'num' }, String(slot)),
      h('td', { class: 'num' }, String(pid)),
      h('td', { class: 'num opt' }, nonce),
      h(
        'td',
        null,
        h('span', { class: 'age', style: { '--age': `${Math.min(100, (age / AGE_MAX) * 100)}%` } }),
        ` ${age > 999 ? '> 999' : age.toFixed(1)}`,
      ),
      h('td', { class: 'opt' }, origin),
      h('td', { class: 'opt' }, ns),
      h('td', null, isStalled ? h('span', { class: 'is-warn' }, 'stalled') : h('span', { class: 'is-ok' }, 'beats')),
    );
  return h(
    'section',
    { 'aria-label': 'table' },
    h('h2', null, 'The table'),
    h(
      'p',
      { class: 'dim' },
      counters.length === 0 ? 'No counter has moved.' : counters.map(([name, value]) => `${name} ${value}`).join(' · '),
    ),
    tracked === 0
      ? h('p', { class: 'dim' }, 'Nobody is tracked yet: play, or step.')
      : h(
          'div',
          { class: 'wide', tabIndex: 0, role: 'group', 'aria-label': 'slots' },
          h(
            'table',
            null,
            h(
              'thead',
              null,
              h(
                'tr',
                null,
                ...['slot', 'pid', 'nonce', 'age in thresholds', 'origin', 'namespace', 'state'].map((head, at) =>
                  h('th', { scope: 'col', class: `${at < 3 ? 'num' : ''} ${[2, 4, 5].includes(at) ? 'opt' : ''}` }, head),
                ),
              ),
            ),
            h('tbody', null, ...slots.map(row)),
          ),
        ),
    tracked > slots.length ? h('p', { class: 'dim' }, `and ${tracked - slots.length} more`) : null,
  );
}

/** The run as a trace, to be saved. */
export function TracePanel({ session }: { readonly session: Session }): ComponentChild {
  const save = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([session.trace], { type: 'application/x-ndjson' }));
    link.download = 'playground.ndjson';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return h(
    'section',
    { 'aria-label': 'trace' },
    h('h2', null, 'As a trace'),
    h('p', null, 'Everything that was carried out, faults by hand too, replays anywhere from its operations alone.'),
    h('div', { class: 'row' }, h('button', { type: 'button', onClick: save }, 'Save the trace')),
    h('div', { class: 'command' }, h('code', null, 'npm run replay -- playground.ndjson')),
    session.hand.length === 0 ? null : h('ol', { class: 'dim' }, ...session.hand.map((sentence) => h('li', null, sentence))),
    h('p', { class: 'dim' }, 'next: ', h('code', { class: 'next' }, session.next === '' ? 'nothing, the run is over' : session.next)),
  );
}
