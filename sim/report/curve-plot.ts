import type { Point, Scale } from '../insight/curve.ts';
import { chanceAt } from '../insight/curve.ts';
import { operationsOf, shareOf } from '../insight/jumps.ts';

const ROWS = 6;
const EIGHTHS = ' ▁▂▃▄▅▆▇█';
const AXIS = 7;
const WIDTH_MAX = 64;

/**
 * The curve as bars over operations kept: how many tails fail (full), and the upper end of the interval of that (a dot above it).
 * A column shows the last point at or before its operation. `columns` is the width that there is.
 */
export function plotCurve(points: readonly Point[], scale: Scale, columns: number): string[] {
  const width = Math.max(10, Math.min(WIDTH_MAX, columns - AXIS - 2));
  const last = operationsOf(points[points.length - 1]);
  const shown = Array.from({ length: width }, (_, column) => {
    const operations = Math.round((column * last) / (width - 1));
    return points.findLast((point) => operationsOf(point) <= operations) ?? points[0];
  });
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const row = ROWS - 1 - at;
    const bars = shown.map((point) => cell(shareOf(point, scale), chanceAt(point, scale).high, row)).join('');
    return `${label(at)}${bars}`.trimEnd();
  });
  const axis = `${' '.repeat(AXIS - 2)}0${last.toString().padStart(width)}`;
  return [...rows, `${' '.repeat(AXIS - 2)}└${'─'.repeat(width)}`, axis];
}

function cell(share: number, high: number, row: number): string {
  const eighths = Math.round(share * ROWS * 8) - 8 * row;
  if (eighths > 0) return EIGHTHS[Math.min(8, eighths)];
  return row === Math.min(ROWS - 1, Math.floor(high * ROWS)) && high < 1 ? '·' : ' ';
}

function label(at: number): string {
  const text = at === 0 ? '100 %' : at === ROWS / 2 ? ' 50 %' : '     ';
  return `${text}${at === 0 || at === ROWS / 2 ? '┤' : '│'}`;
}
