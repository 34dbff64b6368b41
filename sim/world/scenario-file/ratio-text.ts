import { NEVER, ratio, type Ratio } from '../../data/entropy/entropy.ts';

const DENOMINATOR_MAX = 2 ** 32;

/**
 * Reads a ratio such as `1/50`, `never` or `always`. Numbers stay as written: `2/100` is drawn otherwise than `1/50`. The
 * reason if it is none. O(1).
 */
export function parseRatio(text: string): Ratio | string {
  if (text === 'never' || text === '0') return NEVER;
  if (text === 'always' || text === '1') return ratio(1, 1);
  const form = /^(0|[1-9][0-9]{0,9})\/([1-9][0-9]{0,9})$/.exec(text);
  if (form === null) return 'must be a ratio such as "1/50", "never" or "always"';
  const [numerator, denominator] = [Number(form[1]), Number(form[2])];
  if (denominator > DENOMINATOR_MAX) return `must have a denominator of at most ${DENOMINATOR_MAX}`;
  if (numerator > denominator) return 'must be a ratio of at most 1';
  return ratio(numerator, denominator);
}
