import { DRAWN_LANES, LANE_BIT, LANE_WORDS } from '../engine/lanes.ts';
import type { ColumnData } from '../engine/step-columns.ts';
import type { TailCurve } from '../page-data.ts';
import type { Axis, Viewport } from './axis.ts';
import { either, larger, Pyramid } from './pyramid.ts';
import type { Palette, Surface } from './surface.ts';
import { lowerBound } from '../../data/lower-bound.ts';

/** A lane of steps that were chosen: those of a pid, or those that a search found. */
export interface MarkLane {
  readonly label: string;
  /** In order. */
  readonly steps: readonly number[];
}

/** What is drawn, and asked for by place. */
export interface Picture {
  readonly axis: Axis;
  readonly viewport: Viewport;
  readonly lanes: Lanes;
  readonly marks: readonly MarkLane[];
  readonly step: number;
  readonly findingStep: number | null;
  /** Shares of tails that fail, as a lane; default none. */
  readonly curve?: TailCurve;
}

/** Lines of a picture, in CSS pixels. */
const ROW = 20;
const TOP = 26;
const GAP = 5;
const WIDE_LABELS = 176;
const NARROW_LABELS = 96;
const NARROW = 640;

/** The lanes that a run has something in, summed up for every zoom. */
export class Lanes {
  readonly shown: readonly { readonly label: string; readonly bit: number; readonly isBad: boolean }[];
  readonly waiting: readonly { readonly label: string; readonly most: number; readonly pyramid: Pyramid }[];
  readonly bits: Pyramid;

  constructor({ bits, waiting }: ColumnData) {
    this.bits = new Pyramid(bits, either);
    const all = this.bits.over(0, bits.length);
    this.shown = DRAWN_LANES.filter((name) => (all & LANE_BIT[name]) !== 0).map((name) => ({
      label: LANE_WORDS[name],
      bit: LANE_BIT[name],
      isBad: name === 'violation',
    }));
    this.waiting = waiting.map((column, listener) => {
      const pyramid = new Pyramid(column, larger);
      return { label: `listener ${listener} waits`, most: pyramid.over(0, column.length), pyramid };
    });
  }
}

/** Height of a picture with these lanes. */
export function heightOf({ lanes, marks, curve = [] }: Pick<Picture, 'lanes' | 'marks' | 'curve'>): number {
  return TOP + ROW * (lanes.shown.length + lanes.waiting.length + marks.length + Math.min(1, curve.length)) + 8;
}

/** Where the time line begins on a picture of this width: labels stand before it. */
export function labelWidth(width: number): number {
  return width < NARROW ? NARROW_LABELS : WIDE_LABELS;
}

/** Draws the lanes that are seen. O(width · log steps). */
export function paintTimeline(surface: Surface, picture: Picture, width: number, palette: Palette): void {
  const { axis, viewport, lanes, marks, step, findingStep, curve = [] } = picture;
  const left = labelWidth(width);
  const columns = Math.max(1, Math.floor(width - left - 8));
  const height = heightOf(picture);
  const perPlace = columns / (viewport.to - viewport.from);
  const xOf = (place: number): number => left + (place - viewport.from) * perPlace;
  surface.rect(0, 0, width, height, palette.paper);
  for (const { at, label } of axis.ticks(viewport, Math.max(2, Math.floor(columns / 110)))) {
    surface.rect(xOf(at), TOP - 4, 1, height - TOP, palette.line);
    const x = xOf(at);
    if (x < width - 24) surface.text(x + 3, 14, label, palette.muted, 'left');
  }
  const starts = Array.from({ length: columns + 1 }, (_, column) => axis.stepAt(viewport.from + column / perPlace));
  const rows: readonly { readonly label: string; readonly colour: string; readonly heightAt: (from: number, to: number) => number }[] = [
    ...lanes.shown.map(({ label, bit, isBad }) => ({
      label,
      colour: isBad ? palette.bad : palette.mark,
      heightAt: (from: number, to: number) => ((lanes.bits.over(from, to) & bit) === 0 ? 0 : 1),
    })),
    ...lanes.waiting.map(({ label, most, pyramid }) => ({
      label: `${label}, max ${most}`,
      colour: palette.mark,
      heightAt: (from: number, to: number) => (most === 0 ? 0 : pyramid.over(from, to) / most),
    })),
    ...(curve.length === 0
      ? []
      : [{ label: 'share of tails that fail', colour: palette.bad, heightAt: (_: number, to: number) => shareAt(curve, to) }]),
    ...marks.map(({ label, steps }) => ({
      label,
      colour: palette.accent,
      heightAt: (from: number, to: number) => (hasWithin(steps, from, to) ? 1 : 0),
    })),
  ];
  const stepWidth = axis.mode === 'steps' ? Math.max(1, Math.min(12, perPlace - 1)) : 1;
  rows.forEach(({ label, colour, heightAt }, row) => {
    const y = TOP + row * ROW;
    surface.rect(left, y + ROW - 1, columns, 1, palette.line);
    surface.text(left - 8, y + ROW - GAP, clipped(label, left), palette.ink, 'right');
    paintRow(surface, starts, heightAt, { left, y, colour, stepWidth });
  });
  if (findingStep !== null) mark(surface, xOf(axis.placeOf(findingStep)), left, width, height, palette.bad, 'finding');
  mark(surface, xOf(axis.placeOf(step)), left, width, height, palette.accent, '');
}

/** One row: columns of the same height are one rectangle. */
function paintRow(
  surface: Surface,
  starts: readonly number[],
  heightAt: (from: number, to: number) => number,
  { left, y, colour, stepWidth }: { readonly left: number; readonly y: number; readonly colour: string; readonly stepWidth: number },
): void {
  const full = ROW - GAP - 2;
  let from = 0;
  let height = 0;
  const flush = (to: number): void => {
    if (height > 0) surface.rect(left + from, y + 2 + full - height, Math.max(stepWidth, to - from), height, colour);
  };
  for (let column = 0; column < starts.length - 1; column++) {
    const share = starts[column] === starts[column + 1] ? 0 : heightAt(starts[column], starts[column + 1]);
    const now = share === 0 ? 0 : Math.max(2, Math.round(share * full));
    if (now === height) continue;
    flush(column);
    from = column;
    height = now;
  }
  flush(starts.length - 1);
}

function mark(surface: Surface, x: number, left: number, width: number, height: number, colour: string, label: string): void {
  if (x < left - 1 || x > width) return;
  surface.rect(x, 18, 2, height - 18, colour);
  surface.pointer(x + 1, 24, colour);
  if (label !== '') surface.text(x < width - 60 ? x + 8 : x - 6, 25, label, colour, x < width - 60 ? 'left' : 'right', true);
}

/** The share at the last point that keeps no more operations than `kept`. */
function shareAt(curve: TailCurve, kept: number): number {
  return curve.findLast(([operations]) => operations <= kept)?.[1] ?? 0;
}

function hasWithin(steps: readonly number[], from: number, to: number): boolean {
  const at = lowerBound(steps, (step) => step < from);
  return at < steps.length && steps[at] < to;
}

const CHAR = 6.2;

function clipped(label: string, width: number): string {
  const most = Math.floor((width - 10) / CHAR);
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`;
}
