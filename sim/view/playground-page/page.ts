import { h, render, type ComponentChild } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Session, type HandFault } from '../playground/index.ts';
import { Figures, HandPanel, SPEEDS, Table, TracePanel, Transport, Verdict } from './run-panels.ts';
import { SettingsPanel } from './settings-panel.ts';
import { FREE, type PlaygroundParts, type Settings } from './settings.ts';
import { TourCard } from './tour-card.ts';
import { TOUR, type Stop } from './tour.ts';
import { present } from '../../data/present.ts';

const FRAME_MS = 12;
/** Steps a second of a run that has no time of its own to go by. */
const STEPS_A_SECOND = 4;

function openSession(settings: Settings, { published, traces }: PlaygroundParts): Session {
  const { scenario, seed, capacity, window, policy, seconds, isPublished, trace } = settings;
  const knobs = present({ capacity, window, policy, forNs: seconds === null ? null : seconds * 1e9 });
  const tracker = isPublished ? published : null;
  return new Session({ scenario, seed, knobs, tracker, ...(trace === null ? {} : { trace: traces[trace] }) });
}

function App(parts: PlaygroundParts): ComponentChild {
  const [stop, setStop] = useState<number | null>(0);
  const [settings, setSettings] = useState<Settings>(() => ofStop(TOUR[0]));
  const session = useRef<Session>(openSession(settings, parts));
  const [, redraw] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(2);
  const [told, setTold] = useState('');
  const draw = (): void => redraw((count) => count + 1);
  const begin = (to: Settings, at: number | null): void => {
    setSettings(to);
    setStop(at);
    setPlaying(false);
    setTold('');
    session.current = openSession(to, parts);
    draw();
  };
  const change = (part: Partial<Settings>): void => begin({ ...settings, trace: null, ...part }, null);
  const step = (count: number): void => {
    for (let left = count; left > 0 && !session.current.isOver; left--) session.current.step();
    if (session.current.isOver) setPlaying(false);
    draw();
  };
  usePlayback(isPlaying, SPEEDS[speed], session, () => {
    if (session.current.isOver) setPlaying(false);
    draw();
  });
  const now = session.current;
  return h(
    'main',
    null,
    h('h1', null, 'Playground'),
    h('p', { class: 'lead' }, 'A liveness tracker, its oracle and its simulated world, run in this page. Nothing leaves it.'),
    h(TourCard, { stop, onStop: (at: number) => begin(ofStop(TOUR[at]), at), onEnd: () => begin({ ...FREE }, null) }),
    h(
      'div',
      { class: 'bench' },
      h(SettingsPanel, { settings, config: now.config, scenarios: parts.scenarios, onChange: change }),
      h(
        'section',
        { class: 'stage', 'aria-label': 'the run' },
        h(Transport, {
          isPlaying,
          isOver: now.isOver,
          speed,
          onPlay: () => setPlaying(!isPlaying),
          onStep: step,
          onSpeed: setSpeed,
          onAgain: () => begin(settings, stop),
        }),
        h(Verdict, { session: now, isPublished: settings.isPublished }),
        h(Figures, { session: now }),
        h(HandPanel, {
          isOff: now.world === null || now.isOver,
          why: now.world === null ? 'This run is a script without a world: choose a scenario with agents, such as steady-fleet.' : '',
          told,
          onDo: (fault: HandFault) => {
            setTold(now.do(fault));
            draw();
          },
        }),
        h(Table, { session: now }),
        h(TracePanel, { session: now }),
      ),
    ),
  );
}

function ofStop({ trace, scenario, seed, isPublished }: Stop): Settings {
  return { ...FREE, scenario: scenario === '' ? FREE.scenario : scenario, seed: seed === '' ? '1' : seed, isPublished, trace };
}

/** While it plays: as many steps a frame as the virtual time asks for, and no longer than a frame may take. */
function usePlayback(isPlaying: boolean, speed: number, session: { readonly current: Session }, after: () => void): void {
  useEffect(() => {
    if (!isPlaying) return undefined;
    let [frame, last, target, owed] = [0, performance.now(), session.current.simulatedNs, 0];
    const run = (at: number): void => {
      const passedMs = Math.min(200, at - last);
      last = at;
      target += passedMs * 1e6 * speed;
      owed += (passedMs / 1000) * STEPS_A_SECOND * speed;
      const hasTime = session.current.world !== null;
      const endMs = performance.now() + FRAME_MS;
      while (!session.current.isOver && performance.now() < endMs && (hasTime ? session.current.simulatedNs < target : owed >= 1)) {
        session.current.step();
        owed--;
      }
      // What cannot be kept up with is not made up for.
      if (hasTime) target = Math.min(target, session.current.simulatedNs + 1e9 * speed);
      after();
      frame = requestAnimationFrame(run);
    };
    frame = requestAnimationFrame(run);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, speed]);
}

/** Shows the playground. */
export function start(parts: PlaygroundParts): void {
  const root = document.getElementById('playground');
  if (root !== null) render(h(App, parts), root);
}
