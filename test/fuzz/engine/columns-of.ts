import type { Columns } from '../../../fuzz/engine/columns.ts';

/** Columns of a length, as instrumented code writes them. */
export function columnsOf(length: number): Columns {
  return {
    hits: new Uint8ClampedArray(length),
    near: new Uint8Array(length),
    left: new Float64Array(length),
    right: new Float64Array(length),
  };
}
