import { runInThisContext } from 'node:vm';

/** Name of the column of hits in the global scope of instrumented code. */
export const HITS = 'fuzzHits';
/** Name there of the function that takes the operands of a comparison. */
export const NOTE_DISTANCE = 'fuzzNoteDistance';
const NEAR = 'fuzzNear';
const LEFT = 'fuzzLeft';
const RIGHT = 'fuzzRight';

/** Distances below this are told apart one by one; longer ones by their power of two. */
const EXACT_BELOW = 32;

/** Most counters, and most comparisons, of a build. */
const LENGTH = 1 << 16;

/**
 * What instrumented code writes while an input runs: how often it came where, from 0 to 255 and then no further, and how near
 * the operands of each comparison came to each other: 0 for never compared, 255 for equal, a class of distances between.
 */
export interface Columns {
  readonly hits: Uint8ClampedArray;
  readonly near: Uint8Array;
  /** The operands of each comparison where they were nearest to each other; what stands there otherwise means nothing. */
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/**
 * The columns, and what writes them, in the scope of scripts: the engine knows that such a constant stays what it is, and
 * counting one hit is one instruction on a fixed address. As a property of the global object it takes three times as long.
 */
const SCOPE = `
const ${HITS} = new Uint8ClampedArray(${LENGTH});
const ${NEAR} = new Uint8Array(${LENGTH});
const ${LEFT} = new Float64Array(${LENGTH});
const ${RIGHT} = new Float64Array(${LENGTH});
const ${NOTE_DISTANCE} = (comparison, left, right) => {
  if (${NEAR}[comparison] === 255) return;
  const away = Math.abs(left - right);
  // NaN is as far as can be.
  const near = away < ${EXACT_BELOW} ? 255 - away : away <= 0xffff_ffff ? 191 + Math.clz32(away) : 190;
  if (near <= ${NEAR}[comparison]) return;
  ${NEAR}[comparison] = near;
  ${LEFT}[comparison] = left;
  ${RIGHT}[comparison] = right;
};`;

/** The columns of this thread: all instrumented code that is loaded writes the same. */
export function columnsOfThread(): Columns {
  if (runInThisContext(`typeof ${HITS} === 'undefined'`) === true) runInThisContext(SCOPE);
  return runInThisContext(`({ hits: ${HITS}, near: ${NEAR}, left: ${LEFT}, right: ${RIGHT} })`) as Columns;
}
