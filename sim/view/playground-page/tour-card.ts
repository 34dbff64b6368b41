import { h, type ComponentChild } from 'preact';
import { TOUR } from './tour.ts';

interface TourProps {
  readonly stop: number | null;
  readonly onStop: (at: number) => void;
  readonly onEnd: () => void;
}

/** One stop of the tour with its text, or the way into it. */
export function TourCard({ stop, onStop, onEnd }: TourProps): ComponentChild {
  if (stop === null) return h('p', null, h('button', { type: 'button', onClick: () => onStop(0) }, 'Take the tour of three findings'));
  const { title, text } = TOUR[stop];
  return h(
    'section',
    { class: 'card tour', 'aria-label': 'guided tour' },
    h('h2', null, `${stop + 1} of ${TOUR.length} · ${title}`),
    ...text.map((sentence) => h('p', null, sentence)),
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'button', disabled: stop === 0, onClick: () => onStop(stop - 1) }, 'Back'),
      stop < TOUR.length - 1
        ? h('button', { type: 'button', class: 'primary', onClick: () => onStop(stop + 1) }, 'Next finding')
        : h('button', { type: 'button', class: 'primary', onClick: onEnd }, 'Play on my own'),
      h('button', { type: 'button', onClick: onEnd }, 'Leave the tour'),
    ),
  );
}
