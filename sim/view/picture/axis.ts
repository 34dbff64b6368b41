import { showTime } from '../../data/duration.ts';
import { lowerBound } from '../../data/lower-bound.ts';

/** What a time line counts: steps, or virtual time in nanoseconds. */
export type AxisMode = 'steps' | 'time';

/** The stretch of an axis that is seen, in its unit; `to` is beyond the last. */
export interface Viewport {
  readonly from: number;
  readonly to: number;
}

/** A place on an axis with its label. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Times that never fall: those of a clock that is set back wait until it has caught up. O(steps). */
export function risingTimes(timesNs: Float64Array): Float64Array {
  let most = 0;
  return timesNs.map((ns) => (most = Math.max(most, ns)));
}

/** Where steps lie. Of steps at the same time each has the same place when time is counted. */
export class Axis {
  readonly mode: AxisMode;
  readonly #timesNs: Float64Array;

  /** `timesNs` by step, never falling. */
  constructor(mode: AxisMode, timesNs: Float64Array) {
    this.mode = mode;
    this.#timesNs = timesNs;
  }

  /** All of it. */
  get whole(): Viewport {
    const { length } = this.#timesNs;
    if (this.mode === 'steps') return { from: 0, to: Math.max(1, length) };
    const from = length === 0 ? 0 : this.#firstTime;
    const to = length === 0 ? 1 : this.#timesNs[length - 1];
    return { from, to: to > from ? to + (to - from) / 1000 : from + 1 };
  }

  /** Steps without a time come before the first that has one, at its place. */
  get #firstTime(): number {
    return this.#timesNs[0];
  }

  /** Where a step lies. O(1). */
  placeOf(step: number): number {
    return this.mode === 'steps' ? step : (this.#timesNs[step] ?? 0);
  }

  /** The first step that lies at a place or after it; the number of steps where there is none. O(log steps). */
  stepAt(place: number): number {
    if (this.mode === 'steps') return Math.max(0, Math.min(this.#timesNs.length, Math.ceil(place)));
    return lowerBound(this.#timesNs, (ns) => ns < place);
  }

  /** The step nearest to a place. O(log steps). */
  nearest(place: number): number {
    const after = Math.min(this.stepAt(place), this.#timesNs.length - 1);
    const before = Math.max(0, after - 1);
    return place - this.placeOf(before) < this.placeOf(after) - place ? before : after;
  }

  /** Places with labels, `most` at most, at round numbers. */
  ticks({ from, to }: Viewport, most: number): Tick[] {
    const unit = roundUp((to - from) / Math.max(1, most), this.mode === 'steps');
    const ticks: Tick[] = [];
    for (let at = Math.ceil(from / unit) * unit; at < to; at += unit) ticks.push({ at, label: this.labelOf(at) });
    return ticks;
  }

  /** A place for people. */
  labelOf(place: number): string {
    return this.mode === 'steps' ? String(Math.round(place)) : showTime(BigInt(Math.max(0, Math.round(place))));
  }
}

/** The next of 1, 2, 5 times a power of ten. */
function roundUp(value: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  const unit = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= value) ?? 10 * power;
  return isWhole ? Math.max(1, unit) : unit;
}

const NARROWEST_STEPS = 4;
const NARROWEST_NS = 10;

/** A viewport made `factor` times as long around a place, within the axis. */
export function zoomed(axis: Axis, { from, to }: Viewport, factor: number, at: number): Viewport {
  const whole = axis.whole;
  const least = axis.mode === 'steps' ? NARROWEST_STEPS : NARROWEST_NS;
  const length = Math.min(whole.to - whole.from, Math.max(least, (to - from) * factor));
  const share = (at - from) / (to - from);
  return within(whole, at - length * share, length);
}

/** A viewport moved by a distance, within the axis. */
export function panned(axis: Axis, { from, to }: Viewport, by: number): Viewport {
  return within(axis.whole, from + by, to - from);
}

/** A viewport that shows a step: as it is where it does, else moved so that the step is in its middle. */
export function showing(axis: Axis, viewport: Viewport, step: number): Viewport {
  const place = axis.placeOf(step);
  if (place >= viewport.from && place < viewport.to) return viewport;
  return within(axis.whole, place - (viewport.to - viewport.from) / 2, viewport.to - viewport.from);
}

function within(whole: Viewport, from: number, length: number): Viewport {
  const start = Math.max(whole.from, Math.min(from, whole.to - length));
  return { from: start, to: Math.min(whole.to, start + length) };
}
