import type { PageInsight } from '../page-data.ts';
import { LANE_BIT, REFUSED } from '../engine/lanes.ts';
import type { RunData } from '../engine/messages.ts';
import { Axis, showing, type AxisMode, type Viewport } from '../picture/axis.ts';
import { Lanes, type MarkLane } from '../picture/paint-timeline.ts';

/** A run that was loaded, with what is drawn of it. */
export interface ShownRun extends RunData {
  readonly label: string;
  /** What locate and explain said of it; null where they were not asked. */
  readonly insight: PageInsight | null;
  readonly lanes: Lanes;
  /** Times by step that never fall. */
  readonly rising: Float64Array;
}

/** A search that filters. */
export interface Only {
  readonly query: string;
  /** Whether its lane goes when it goes: not one that a search has drawn before. */
  readonly ownsLane: boolean;
  /** What answers it, and its lanes; null until that is known. */
  readonly found: { readonly steps: readonly number[]; readonly lanes: Lanes } | null;
}

/** What the page shows. */
export interface PageState {
  readonly runs: readonly ShownRun[];
  readonly current: number;
  readonly step: number;
  readonly mode: AxisMode;
  readonly viewport: Viewport;
  readonly marks: readonly MarkLane[];
  /** The filter: time line, operations and jumps have the steps that answer it alone; null for none. */
  readonly only: Only | null;
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
  /** Filters; an empty text takes the filter away. */
  | { readonly do: 'only'; readonly query: string }
  | { readonly do: 'only-found'; readonly steps: readonly number[] }
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
  only: null,
  showsModel: false,
  panel: 'none',
  told: '',
};

/** The number that the filter is about where it is one pid, or one slot; null for none. */
export function filteredBy(what: 'pid' | 'slot', only: Only | null): number | null {
  const number = new RegExp(`^${what} (\\d{1,10})$`).exec(only?.query ?? '')?.[1];
  return number === undefined ? null : Number(number);
}

/** The lanes that are drawn of a run. */
export function lanesOf({ only }: PageState, run: ShownRun): Lanes {
  return only?.found?.lanes ?? run.lanes;
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
    case 'only': {
      const { query } = action;
      const marks = state.only?.ownsLane === true ? state.marks.filter(({ label }) => label !== state.only?.query) : state.marks;
      const only = query === '' ? null : { query, ownsLane: marks.every(({ label }) => label !== query), found: null };
      return { ...state, only, marks };
    }
    case 'only-found':
      return filtered(state, action.steps);
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
  const only = state.only === null ? null : { ...state.only, ownsLane: true, found: null };
  return { ...state, current, step, marks: [], only, viewport: axisOf(run, state.mode).whole };
}

function filtered(state: PageState, steps: readonly number[]): PageState {
  const { only, marks } = state;
  const run = state.runs[state.current];
  if (only === null || run === undefined) return state;
  const bits = new Uint32Array(run.facts.length);
  for (const step of steps) bits[step] = run.columns.bits[step] ?? 0;
  const found = { steps, lanes: new Lanes({ ...run.columns, bits }) };
  return {
    ...state,
    only: { ...only, found },
    marks: [...marks.filter(({ label }) => label !== only.query), { label: only.query, steps }],
  };
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
  const lanes = lanesOf(state, run);
  for (let step = state.step + by; step >= 0 && step < run.facts.length; step += by)
    if ((lanes.bits.over(step, step + 1) & bits) !== 0) return goTo(state, step, '');
  return { ...state, told: `there is no ${by === 1 ? 'later' : 'earlier'} ${what}` };
}
