import { useEffect } from 'preact/hooks';
import { LANE_BIT, REFUSED } from '../engine/lanes.ts';
import { panned, zoomed } from '../picture/axis.ts';
import { axisOf, findingStep, HAPPENING, type Action, type PageState } from './state.ts';

const PAGE = 100;
const ZOOM = 0.6;

/** The elements that take keys for themselves. */
const TYPED = 'input, textarea, select, [contenteditable]';

/** Listens to the keys of the page as long as it is there. */
export function useKeys(state: PageState, act: (action: Action) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') act({ do: 'panel', panel: 'none' });
      if (event.target instanceof Element && event.target.closest(TYPED) !== null) return;
      const actions = actionsOf(event, state);
      if (actions === null) return;
      event.preventDefault();
      for (const action of actions) act(action);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [state]);
}

/** What a key does; null for a key that is not one of the page's. */
function actionsOf({ key, target }: KeyboardEvent, state: PageState): Action[] | null {
  const run = state.runs[state.current];
  if (run === undefined) return null;
  const { step, viewport } = state;
  const axis = axisOf(run, state.mode);
  const go = (to: number): Action[] => [{ do: 'go', step: to }];
  const jump = (bits: number, what: string): Action[] => [{ do: 'jump', bits, what, by: key === key.toLowerCase() ? 1 : -1 }];
  const zoom = (factor: number): Action[] => [{ do: 'view', viewport: zoomed(axis, viewport, factor, axis.placeOf(step)) }];
  const found = state.marks.flatMap(({ steps }) => steps);
  const isInTable = target instanceof Element && target.closest('.scrolls') !== null;
  switch (key) {
    case 'ArrowRight':
    case 'n':
      return go(step + 1);
    case 'ArrowLeft':
    case 'p':
      return go(step - 1);
    case 'PageDown':
      return isInTable ? null : go(step + PAGE);
    case 'PageUp':
      return isInTable ? null : go(step - PAGE);
    case 'g':
      return go(0);
    case 'G':
      return go(run.facts.length - 1);
    case 'f': {
      const at = findingStep(run);
      return at === null ? [{ do: 'tell', text: 'this run has no finding' }] : go(at);
    }
    case 'e':
    case 'E':
      return jump(HAPPENING, 'happening');
    case 'r':
    case 'R':
      return jump(REFUSED, 'refusal');
    case 'v':
    case 'V':
      return jump(LANE_BIT.evicted, 'eviction');
    case 's':
    case 'S':
      return jump(LANE_BIT.stalled, 'stall');
    case '.':
      return go(found.find((one) => one > step) ?? step);
    case ',':
      return go(found.findLast((one) => one < step) ?? step);
    case 'd':
      return [{ do: 'model' }];
    case 't':
      return [{ do: 'mode', mode: state.mode === 'steps' ? 'time' : 'steps' }];
    case '+':
    case '=':
      return zoom(ZOOM);
    case '-':
      return zoom(1 / ZOOM);
    case '0':
      return [{ do: 'view', viewport: axis.whole }];
    case 'a':
    case 'l':
      return [{ do: 'view', viewport: panned(axis, viewport, ((viewport.to - viewport.from) / 4) * (key === 'a' ? -1 : 1)) }];
    case 'b':
      return [{ do: 'panel', panel: 'what-if' }];
    case '?':
    case 'h':
      return [{ do: 'panel', panel: 'help' }];
    case ':':
      return focus('#go-to');
    case '/':
      return focus('#search');
    default:
      return null;
  }
}

function focus(selector: string): Action[] {
  const input = document.querySelector<HTMLInputElement>(selector);
  input?.focus();
  input?.select();
  return [];
}
