import { before, bug, edit, type Mutant } from './mutant.ts';

const INDEX = 'src/tracker/pid-index.js';

/** Bugs of the map from pid to slot. */
export const INDEX_MUTANTS: readonly Mutant[] = [
  bug('tombstones-kept', 'a removed pid leaves a tombstone for ever', [
    edit(INDEX, 'passes[cell] === 0 ? EMPTY : TOMBSTONE', 'TOMBSTONE'),
    edit(INDEX, 'slots[passed] = EMPTY;', ';'),
  ]),
  bug('tombstone-reclaimed-late', 'a tombstone just before the home of a live pid is kept', [
    edit(INDEX, 'passes[cell] === 0 ? EMPTY', 'passes[cell] === 0 && this.#reaches[(cell + 1) & mask] === 0 ? EMPTY'),
  ]),
  bug('removal-reads-the-table', 'a removal looks through the whole index for paths that pass its cell', [
    edit(INDEX, 'this.#removalReads += reach + distance + 1;', 'this.#removalReads += slots.filter(() => true).length;'),
  ]),
  bug('tombstone-reclaimed-early', 'a cell is emptied although the path of a live pid passes it', [
    edit(INDEX, 'passes[cell] === 0 ? EMPTY : TOMBSTONE', 'EMPTY'),
  ]),
  bug('index-wedge', 'a tombstone is kept for ever and never used again: the published defect D1', [
    edit(INDEX, '            else if (free < 0) {', '            else if (free < 0 && found === EMPTY_CELL) {'),
    edit(INDEX, 'passes[cell] === 0 ? EMPTY : TOMBSTONE', 'TOMBSTONE'),
    edit(INDEX, 'slots[passed] = EMPTY;', ';'),
  ]),
  bug('probe-one-short', 'an insert gives up one cell before its budget', [
    edit(INDEX, 'while (step < BUDGET) {', 'while (step < BUDGET - 1) {'),
  ]),
  bug('probe-one-long', 'an insert goes one cell beyond its budget', [
    edit(INDEX, 'while (step < BUDGET) {', 'while (step < BUDGET + 1) {'),
  ]),
  bug('reach-one-short', 'a lookup stops one cell before the farthest pid of its home', [
    edit(INDEX, 'Math.max(reach, distance + 1)', 'Math.max(reach, distance)'),
  ]),
  bug('lookup-stops-at-tombstone', 'a lookup stops at a tombstone, so that a pid behind it is inserted a second time', [
    edit(INDEX, 'if (pids[cell] === pid && slots[cell] >= 0) {', 'if (slots[cell] < 0) break; if (pids[cell] === pid) {'),
  ]),
  bug('lookup-finds-the-dead', 'a lookup takes the cell of a removed pid for its own', [
    edit(INDEX, 'if (pids[cell] === pid && slots[cell] >= 0) {', 'if (pids[cell] === pid) {'),
  ]),
  bug('pass-of-first-cell-uncounted', 'an insert does not count its path for the first cell that it passes', [
    edit(INDEX, 'for (let passed = 0; passed < distance; passed++)', 'for (let passed = 1; passed < distance; passed++)'),
  ]),
  bug('passes-never-fall', 'a removal does not count its path off the cells that it passed', [
    edit(INDEX, 'if (--passes[passed] === 0 && slots[passed] < 0)', 'if (passes[passed] === 0 && slots[passed] < 0)'),
  ]),
  bug('copied-index-without-passes', 'a copy of an index keeps its own counts of paths', [
    edit(INDEX, 'this.#passes.set(cells.passes);', ''),
  ]),
  bug('key-in-two-cells', 'an insert leaves a second copy of its pid where the next cell is empty', [
    before(
      INDEX,
      'pids[free] = pid;',
      'const next = (free + 1) & mask; if (slots[next] === EMPTY_CELL) { pids[next] = pid; slots[next] = slot; }',
    ),
  ]),
  bug('removed-pid-stays', 'a removed pid keeps its cell, which leads to a slot of another pid', [
    edit(INDEX, 'slots[cell] = passes[cell] === 0 ? EMPTY : TOMBSTONE;', ''),
  ]),
  bug('size-never-falls', 'a removal is not taken off the number of live pids', [edit(INDEX, 'this.#size--;', '')]),
  bug('exhaustion-uncounted', 'an insert for which no cell was free is not counted', [edit(INDEX, 'bump(this.#exhausted, 0);', '')]),
  bug('high-half-of-key-ignored', 'the key of the index has 32 bits', [
    edit('src/tracker/pid-hash.js', 'mix(pid ^ key.low) ^ key.high', 'mix(pid ^ key.low)'),
  ]),
  bug('index-cells-of-large-tables', 'the index of a table of more than 2,048 slots has no more cells than one of 2,048', [
    edit(INDEX, 'while (cells < 2 * capacity)', 'while (cells < 2 * Math.min(capacity, 2048))'),
  ]),
  bug('empty-home-is-read', 'a look-up from a home whose pids are gone reads one cell', [
    edit(INDEX, 'return cells;\n        }\n        return 0;', 'return cells;\n        }\n        return 1;'),
  ]),
];
