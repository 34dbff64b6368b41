import { shown } from './frame.ts';
import { shortNumber, ticks } from './plot.ts';

/** A plot of bars that lie below one another, each with its name. */
export interface BarPlot {
  readonly title: string;
  /** What the length of a bar is, with its unit. */
  readonly x: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

const WIDTH = 640;
const LEFT = 160;
const RIGHT = 52;
const TOP = 30;
const ROW = 17;
const BOTTOM = 40;
const NAME_MAX = 26;

/** The plot as SVG that stands in a page. O(bars). */
export function barPlot({ title, x, bars }: BarPlot): string {
  const height = TOP + bars.length * ROW + BOTTOM;
  const marks = ticks(Math.max(...bars.map(({ value }) => value)));
  const px = (value: number): number => Number((LEFT + (value / marks[marks.length - 1]) * (WIDTH - LEFT - RIGHT)).toFixed(1));
  const bottom = height - BOTTOM;
  const parts = [
    `<text class="title" x="0" y="12">${shown(title)}</text>`,
    ...marks.map(
      (value) =>
        `<line class="grid" x1="${px(value)}" x2="${px(value)}" y1="${TOP - 6}" y2="${bottom}"/><text x="${px(value)}" y="${bottom + 15}" text-anchor="middle">${shortNumber(value)}</text>`,
    ),
    `<text x="${WIDTH - RIGHT}" y="${height - 6}" text-anchor="end">${shown(x)}</text>`,
    ...bars.map(({ name, value }, at) => {
      const y = TOP + at * ROW;
      const short = name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}…` : name;
      return `<text x="${LEFT - 8}" y="${y + 9}" text-anchor="end">${shown(short)}</text><g class="s0"><rect x="${LEFT}" y="${y}" width="${Math.max(1, px(value) - LEFT)}" height="${ROW - 6}"/></g><text x="${px(value) + 5}" y="${y + 9}">${shortNumber(Math.round(value))}</text>`;
    }),
  ];
  return `<svg class="plot" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${shown(`${title}. The table below has the numbers.`)}">${parts.join('')}</svg>`;
}
