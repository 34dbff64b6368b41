import { areApart } from './binomial.ts';
import { chanceAt, SCALES, type Curve, type Point, type Scale } from './curve.ts';

/** A step of the curve: with one more operation kept, more tails fail. */
export interface Jump {
  /** The operation: the draws for it make the difference. */
  readonly step: number;
  /** The chance that rises. */
  readonly scale: Scale;
  /** The points without it and with it. */
  readonly before: Point;
  readonly after: Point;
}

/** Points of the first, coarse curve that are evenly spread. */
const SPREAD = 9;
/** Tails of each point at first; and of one that may lie below the next, or above the one before it. */
const TAILS_FIRST = 8;
const TAILS = 24;
/** Tails of a point that must tell on which side of a jump it lies, at most. */
const TAILS_MAX = 96;
const JUMPS_MAX = 3;

/**
 * The coarse curve over a run of `operations`: points evenly spread, and closer and closer ones before its end, where most is decided.
 * A point gets few tails where these say that the next is no higher, or so much higher that their intervals do not meet.
 */
export async function coarseCurve(curve: Curve, operations: number): Promise<Point[]> {
  const spread = Array.from({ length: SPREAD }, (_, at) => Math.round((at * operations) / (SPREAD - 1)));
  const close: number[] = [];
  for (let before = 1; before < operations / (SPREAD - 1); before *= 2) close.push(operations - before);
  const kept = [...new Set([...spread, ...close])].sort((a, b) => a - b).map((number) => ({ operations: number }));
  const first = await curve.pointsOf(kept, TAILS_FIRST);
  const isOpen = (before: Point | undefined, after: Point | undefined): boolean =>
    before !== undefined && after !== undefined && SCALES.some((scale) => mayRise(before, after, scale));
  const open = kept.filter((_, at) => isOpen(first[at - 1], first[at]) || isOpen(first[at], first[at + 1]));
  await curve.pointsOf(open, TAILS);
  return curve.pointsOf(kept, TAILS_FIRST);
}

/** Whether more tails could show a rise that these do not. */
function mayRise(before: Point, after: Point, scale: Scale): boolean {
  return riseOf({ before, after }, scale) > 0 && !areApart(chanceAt(before, scale), chanceAt(after, scale));
}

/**
 * The rises of a curve, the largest first found: between neighbours whose intervals do not meet, by bisection. As a point is known
 * by its tails alone, each gets as many as it needs to lie on one side of the middle of the rise, up to a bound.
 */
export async function jumpsOf(curve: Curve, coarse: readonly Point[], scale: Scale): Promise<Jump[]> {
  const rises = coarse
    .slice(1)
    .map((after, at) => ({ before: coarse[at], after }))
    .filter((rise) => riseOf(rise, scale) > 0 && areApart(chanceAt(rise.before, scale), chanceAt(rise.after, scale)))
    .sort((a, b) => riseOf(b, scale) - riseOf(a, scale))
    .slice(0, JUMPS_MAX);
  const jumps: Jump[] = [];
  for (const rise of rises) jumps.push(await narrowed(curve, rise.before, rise.after, scale));
  return jumps.sort((a, b) => a.step - b.step);
}

function riseOf({ before, after }: { readonly before: Point; readonly after: Point }, scale: Scale): number {
  return shareOf(after, scale) - shareOf(before, scale);
}

/** The share of tails that failed; 0 where nothing is known of any. */
export function shareOf(point: Point, scale: Scale): number {
  const { hits, trials } = chanceAt(point, scale);
  return trials === 0 ? 0 : hits / trials;
}

async function narrowed(curve: Curve, from: Point, to: Point, scale: Scale): Promise<Jump> {
  let before = from;
  let after = to;
  const middle = (shareOf(from, scale) + shareOf(to, scale)) / 2;
  while (operationsOf(after) - operationsOf(before) > 1) {
    const operations = Math.floor((operationsOf(before) + operationsOf(after)) / 2);
    const point = await told(curve, operations, middle, scale);
    if (shareOf(point, scale) > middle) after = point;
    else before = point;
  }
  const [one, two] = await curve.pointsOf([before.kept, after.kept], TAILS);
  return { step: operationsOf(before), scale, before: one, after: two };
}

/** A point with tails enough to know on which side of `middle` it lies. */
async function told(curve: Curve, operations: number, middle: number, scale: Scale): Promise<Point> {
  for (let tails = 8; ; tails *= 2) {
    const point = await curve.point({ operations }, Math.min(tails, TAILS_MAX));
    const { low, high } = chanceAt(point, scale);
    if (low > middle || high < middle || tails >= TAILS_MAX) return point;
  }
}

/** How many operations of the run a point keeps. */
export function operationsOf({ kept }: Point): number {
  return kept !== 'nothing' && 'operations' in kept ? kept.operations : 0;
}
