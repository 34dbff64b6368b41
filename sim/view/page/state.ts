import { LANE_BIT, REFUSED } from '../engine/lanes.ts';
import type { RunData } from '../engine/messages.ts';
import { Axis, showing, type AxisMode, type Viewport } from '../picture/axis.ts';
import { Lanes, type MarkLane } from '../picture/paint-timeline.ts';

/** A run that was loaded, with what is drawn of it. */
export interface ShownRun extends RunData {
  readonly label: string;
  readonly lanes: Lanes;
  /** Times by step that never fall. */
  readonly rising: Float64Array;
}

/** What the page shows. */
export interface PageState {
  readonly runs: readonly ShownRun[];
  readonly current: number;
  readonly step: number;
  readonly mode: AxisMode;
  readonly viewport: Viewport;
  readonly marks: readonly MarkLane[];
  /** The pid that was selected: its slot stands out, and the operations are those about it; null for none. */
  readonly pid: number | null;
  readonly showsModel: boolean;
  readonly panel: 'none' | 'help' | 'what-if' | 'compare';
  /** Sentence for whoever hears the page. */
  readonly told: string;
}

/** What changes it. */
export type Action =
  | { readonly do: 'add'; readonly run: ShownRun; readonly isShown: boolean }
  | { readonly do: 'show'; readonly run: number }
  | { readonly do: 'go'; readonly step: number }
  | { readonly do: 'jump'; readonly bits: number; readonly by: 1 | -1; readonly what: string }
  | { readonly do: 'view'; readonly viewport: Viewport }
  | { readonly do: 'mode'; readonly mode: AxisMode }
  | { readonly do: 'marks'; readonly marks: readonly MarkLane[] }
  | { readonly do: 'pid'; readonly pid: number | null }
  | { readonly do: 'model' }
  | { readonly do: 'panel'; readonly panel: PageState['panel'] }
  | { readonly do: 'tell'; readonly text: string };

/** What happens at a step that is worth a jump. */
export const HAPPENING =
  REFUSED | LANE_BIT.evicted | LANE_BIT.stalled | LANE_BIT.inserted | LANE_BIT.violation | LANE_BIT.dropped | LANE_BIT.clock;

/** The page before any run is there. */
export const EMPTY_STATE: PageState = {
  runs: [],
  current: 0,
  step: 0,
  mode: 'steps',
  viewport: { from: 0, to: 1 },
  marks: [],
  pid: null,
  showsModel: false,
  panel: 'none',
  told: '',
};

/** The label of a pid's lane; empty for none. */
export function laneOf(pid: number | null): string {
  return pid === null ? '' : `pid ${pid}`;
}

/** The axis of the run that is shown. */
export function axisOf(run: ShownRun, mode: AxisMode): Axis {
  return new Axis(mode, run.rising);
}

/** The step of the finding that a run came to, within what can be shown; null for none. */
export function findingStep({ facts }: RunData): number | null {
  return facts.finding === null ? null : Math.min(facts.finding.step, facts.length - 1);
}

/** The page after an action. */
export function reduce(state: PageState, action: Action): PageState {
  switch (action.do) {
    case 'add': {
      const runs = [...state.runs, action.run];
      return action.isShown ? shown({ ...state, runs }, runs.length - 1) : { ...state, runs };
    }
    case 'show':
      return shown(state, action.run);
    case 'go':
      return goTo(state, action.step, '');
    case 'jump':
      return jump(state, action.bits, action.by, action.what);
    case 'view':
      return { ...state, viewport: action.viewport };
    case 'mode': {
      const run = state.runs[state.current];
      return run === undefined ? state : { ...state, mode: action.mode, viewport: axisOf(run, action.mode).whole };
    }
    case 'marks':
      return { ...state, marks: action.marks };
    case 'pid':
      return { ...state, pid: action.pid, marks: state.marks.filter(({ label }) => label !== laneOf(state.pid)) };
    case 'model':
      return { ...state, showsModel: !state.showsModel };
    case 'panel':
      return { ...state, panel: action.panel };
    case 'tell':
      return { ...state, told: action.text };
  }
}

function shown(state: PageState, current: number): PageState {
  const run = state.runs[current];
  if (run === undefined) return state;
  const step =
    state.runs[state.current] === undefined || state.current === current
      ? (findingStep(run) ?? 0)
      : Math.min(state.step, run.facts.length - 1);
  return { ...state, current, step, marks: [], viewport: axisOf(run, state.mode).whole };
}

function goTo(state: PageState, step: number, told: string): PageState {
  const run = state.runs[state.current];
  if (run === undefined) return state;
  const within = Math.max(0, Math.min(step, run.facts.length - 1));
  return { ...state, step: within, told, viewport: showing(axisOf(run, state.mode), state.viewport, within) };
}

function jump(state: PageState, bits: number, by: 1 | -1, what: string): PageState {
  const run = state.runs[state.current];
  if (run === undefined) return state;
  const column = run.columns.bits;
  for (let step = state.step + by; step >= 0 && step < run.facts.length; step += by)
    if ((column[step] & bits) !== 0) return goTo(state, step, '');
  return { ...state, told: `there is no ${by === 1 ? 'later' : 'earlier'} ${what}` };
}
