import { shown } from './frame.ts';

/** One line of a plot. */
export interface Series {
  readonly name: string;
  /** Its colour, dashes and mark: 0 plain, 1 good, 2 bad, 3 doubtful. No two of a plot have the same. */
  readonly look: 0 | 1 | 2 | 3;
  /** In the order of x. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A plot of lines over one axis: what it shows, both axes with their units. */
export interface LinePlot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** Names along x for whole numbers, in place of the numbers. */
  readonly labels?: readonly string[];
}

const WIDTH = 640;
const HEIGHT = 240;
const LEFT = 58;
const RIGHT = 14;
const TOP = 40;
const BOTTOM = 44;
const TICKS = 5;
const POINTS_MARKED = 60;
const STEPS: readonly number[] = [1, 2, 5, 10];

/** Round numbers from 0 on, the last of them at or above `max`. O(1). */
export function ticks(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(max / step - 1e-9) + 1 }, (_, at) => at * step);
}

/** A number for an axis: 1.5 M, 20 k, 0.25. O(1). */
export function shortNumber(value: number): string {
  const [divisor, unit] = value >= 1e9 ? [1e9, ' G'] : value >= 1e6 ? [1e6, ' M'] : value >= 1e4 ? [1e3, ' k'] : [1, ''];
  return `${Number((value / divisor).toPrecision(3))}${unit}`;
}

/** The plot as SVG that stands in a page. O(points). */
export function linePlot({ title, x, y, series, labels }: LinePlot): string {
  const all = series.flatMap(({ points }) => points);
  const yTicks = ticks(Math.max(0, ...all.map(([, value]) => value)));
  const xMin = labels === undefined ? 0 : -0.5;
  const xTicks = labels === undefined ? ticks(Math.max(0, ...all.map(([value]) => value))) : labelled(labels.length);
  const xMax = labels === undefined ? xTicks[xTicks.length - 1] : labels.length - 0.5;
  const px = (value: number): number => LEFT + ((value - xMin) / (xMax - xMin)) * (WIDTH - LEFT - RIGHT);
  const py = (value: number): number => HEIGHT - BOTTOM - (value / yTicks[yTicks.length - 1]) * (HEIGHT - TOP - BOTTOM);
  const bottom = HEIGHT - BOTTOM;
  const parts = [
    `<text class="title" x="0" y="12">${shown(title)}</text>`,
    `<text x="0" y="28">${shown(y)}</text>`,
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${shown(x)}</text>`,
    ...yTicks.map(
      (value) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${rounded(py(value))}" y2="${rounded(py(value))}"/><text x="${LEFT - 6}" y="${rounded(py(value) + 4)}" text-anchor="end">${shortNumber(value)}</text>`,
    ),
    `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${bottom}" y2="${bottom}"/>`,
    ...xTicks.map(
      (value) =>
        `<line class="axis" x1="${rounded(px(value))}" x2="${rounded(px(value))}" y1="${bottom}" y2="${bottom + 4}"/><text x="${rounded(px(value))}" y="${bottom + 17}" text-anchor="middle">${shown(labels?.[value] ?? shortNumber(value))}</text>`,
    ),
    ...series.map(({ points, look }) => {
      const path = points.map(([a, b], index) => `${index === 0 ? 'M' : 'L'}${rounded(px(a))} ${rounded(py(b))}`).join('');
      const marks = points.length > POINTS_MARKED ? '' : points.map(([a, b]) => markAt(px(a), py(b), look)).join('');
      return `<g class="s${look}"><path class="d${look}" d="${path}"/>${marks}</g>`;
    }),
    ...(series.length < 2 ? [] : series.map((_, number) => legend(number, series))),
  ];
  const label = `${title}: ${series.map(({ name }) => name).join(', ')}; ${y} over ${x}. The table below has the numbers.`;
  return `<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${shown(label)}">${parts.join('')}</svg>`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** The places along x that get a name: all, or every nth. */
function labelled(count: number): number[] {
  const every = Math.max(1, Math.ceil(count / 8));
  return Array.from({ length: count }, (_, place) => place).filter((place) => (count - 1 - place) % every === 0);
}

/** A circle, a square, a triangle or a diamond. */
function markAt(x: number, y: number, number: number): string {
  switch (number) {
    case 0:
      return `<circle cx="${rounded(x)}" cy="${rounded(y)}" r="2.6"/>`;
    case 1:
      return `<rect x="${rounded(x - 2.4)}" y="${rounded(y - 2.4)}" width="4.8" height="4.8"/>`;
    case 2:
      return `<polygon points="${rounded(x)},${rounded(y - 3.4)} ${rounded(x - 3.2)},${rounded(y + 2.4)} ${rounded(x + 3.2)},${rounded(y + 2.4)}"/>`;
    default:
      return `<polygon points="${rounded(x)},${rounded(y - 3.4)} ${rounded(x - 3.2)},${rounded(y)} ${rounded(x)},${rounded(y + 3.4)} ${rounded(x + 3.2)},${rounded(y)}"/>`;
  }
}

/** Names to the right of the title, from the right. */
function legend(number: number, series: readonly Series[]): string {
  const { name, look } = series[number];
  const CHARACTER = 6.2;
  const after = series.slice(number + 1).reduce((sum, other) => sum + other.name.length * CHARACTER + 40, 0);
  const end = WIDTH - RIGHT - after;
  const start = end - name.length * CHARACTER;
  return `<g class="s${look}"><path class="d${look}" d="M${rounded(start - 28)} 24L${rounded(start - 6)} 24"/>${markAt(start - 17, 24, look)}</g><text x="${rounded(end)}" y="28" text-anchor="end">${shown(name)}</text>`;
}
