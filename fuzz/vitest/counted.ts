import { columnsOfThread } from '../engine/columns.ts';

// Loaded by every module that is counted, before it runs: what it counts into is there then.
columnsOfThread();

const KEY = Symbol.for('varta-sim.counted');

type Counted = readonly [hits: number, comparisons: number];

/** How many counters and comparisons the modules have that were loaded so far. */
export function counted(): Counted {
  return (globalThis as { readonly [KEY]?: Counted })[KEY] ?? [0, 0];
}

/** What stands at the end of a counted module: how far the numbering had come with it. */
export function countedEnd(hits: number, comparisons: number): string {
  const key = "Symbol.for('varta-sim.counted')";
  return `\n{ const [h, c] = globalThis[${key}] ?? [0, 0]; globalThis[${key}] = [Math.max(h, ${hits}), Math.max(c, ${comparisons})]; }\n`;
}
