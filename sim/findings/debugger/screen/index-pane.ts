import { countOf } from '../../../data/count.ts';
import { modelMix } from '../../../oracle/model/index.ts';
import type { State } from '../time-travel/state.ts';
import type { Step } from '../time-travel/timeline.ts';
import { flow, span, type Line } from './text.ts';
import { pathLength } from '../time-travel/look-up.ts';

const CELLS_BEFORE = 2;
const CELLS_AFTER = 4;
const FAR_MAX = 8;
const TOMBSTONE = -2;

/** The pid index: how full it is, the cells around the path of the pid that the step was about, then others that changed. */
export function indexPane({ before, after, pids }: Step, width: number, linesMax: number): Line[] {
  if (after === null) return [];
  const cells = after.cellSlots.length;
  const tombstones = after.cellSlots.filter((slot) => slot === TOMBSTONE).length;
  const summary = `${after.indexSize} live of ${countOf(cells, 'cell')} · ${countOf(tombstones, 'tombstone')}`;
  if (pids.length === 0) return flow('index', [[span(summary)]], width, 1);
  const home = modelMix(pids[0]) & (cells - 1);
  const lines = flow('index', [[span(summary)], [span(`pid ${pids[0]} is at home in ${home}`)]], width, Math.max(1, linesMax - 1));
  const length = Math.min(cells, CELLS_BEFORE + pathLength(after, pids[0], home) + CELLS_AFTER);
  const near = Array.from({ length }, (_, at) => (home - CELLS_BEFORE + at + cells) % cells);
  const far = changedCells(before, after).filter((cell) => !near.includes(cell));
  const pieces = [...near, ...far.slice(0, FAR_MAX)].map((cell) => showCell(before, after, cell, home));
  return [...lines, ...flow('', pieces, width, linesMax - lines.length)];
}

/** Cells that the step changed, wherever they lie: an eviction frees one on another path. */
function changedCells(before: State | null, after: State): number[] {
  if (before === null || before.cellSlots.length !== after.cellSlots.length) return [];
  return after.cellSlots.flatMap((slot, cell) =>
    slot === before.cellSlots[cell] && after.livePids[cell] === before.livePids[cell] ? [] : [cell],
  );
}

function showCell(before: State | null, after: State, cell: number, home: number): Line {
  const text = contentOf(after, cell);
  const isSame = before !== null && before.cellSlots.length === after.cellSlots.length && contentOf(before, cell) === text;
  return [span(`${cell === home ? '>' : ''}${cell} `, 'dim'), span(text, isSame ? 'plain' : 'changed')];
}

function contentOf(state: State, cell: number): string {
  const slot = state.cellSlots[cell];
  if (slot === TOMBSTONE) return 'tombstone';
  return slot < 0 ? '·' : `${state.livePids[cell]}→${slot}`;
}
