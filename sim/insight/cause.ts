import type { Crew } from './crew.ts';
import type { Curve, Point } from './curve.ts';
import { shareOf, type Jump } from './jumps.ts';
import type { Kept } from './tail.ts';
import type { NumberedDraw, Parting, Turn } from './worker.ts';

/** A draw without which the run fails more seldom, or later. */
export interface DecidingDraw {
  readonly draw: NumberedDraw;
  /** The run as it was, but for this one draw. */
  readonly without: Point;
}

/** A rise of the curve, and what made it. */
export interface Cause {
  readonly jump: Jump;
  readonly turn: Turn;
  /** Draws for the operation that decide by themselves, the one that matters most first; none where there are very many draws. */
  readonly deciding: readonly DecidingDraw[];
  /** Where a tail that does not fail so parts from the run: with another value of the first deciding draw alone, where there is one. */
  readonly parting: Parting | null;
  /**
   * The operation that uses what was drawn so that the run fails: the first with which, kept as an operation, most of the tails fail that
   * did not. A datagram is used by the poll that reads it.
   */
  readonly usedAt: number;
}

/** Draws of one operation of which each is looked at: of more none is; tails of each at first, and of one of which those do not all fail. */
const DRAWS_MAX = 32;
const TAILS_FIRST = 4;
const TAILS = 12;
const DECIDING_MAX = 3;
/** Tails that do not fail so, which are looked at for the use of what was drawn. */
const PASSING_MAX = 8;

/**
 * What made a rise. Each draw for its operation is made anew while all others of the run stay as they were: those that matter
 * decided it. O(draws) runs.
 */
export async function causeOf(curve: Curve, crew: Crew, jump: Jump): Promise<Cause> {
  const { step, scale } = jump;
  const turn = await crew.ask('turn', step);
  const looked = turn.draws.length > DRAWS_MAX ? [] : turn.draws;
  const draws = looked.map((draw) => ({ draw, kept: { all: 'run', but: draw.number } satisfies Kept }));
  const withouts = draws.map((draw) => draw.kept);
  const first = await curve.pointsOf(withouts, TAILS_FIRST);
  const isOpen = (_: unknown, at: number): boolean => shareOf(first[at], scale) < 1;
  const open = draws.filter(isOpen);
  const points = await curve.pointsOf(withouts.filter(isOpen), TAILS);
  const deciding = open
    .map(({ draw }, at) => ({ draw, without: points[at] }))
    .filter(({ without }) => curve.passing(without.kept, scale).length > 0)
    .sort((a, b) => shareOf(a.without, scale) - shareOf(b.without, scale))
    .slice(0, DECIDING_MAX);
  const kept = deciding.at(0)?.without.kept ?? jump.before.kept;
  const number = curve.passing(kept, scale).at(0);
  const parting = number === undefined ? null : await crew.ask('parting', { kept, number });
  const numbers = curve.passing(jump.before.kept, scale).slice(0, PASSING_MAX);
  const usedAt = await crew.ask('use', { step, numbers, until: curve.until(scale) });
  return { jump, turn, deciding, parting, usedAt };
}
