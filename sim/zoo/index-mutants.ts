import type { Mutant } from './mutant.ts';

const INDEX = 'src/tracker/pid-index.js';

/** Bugs of the map from pid to slot. */
export const INDEX_MUTANTS: readonly Mutant[] = [
  {
    name: 'tombstones-kept',
    sentence: 'a removed pid leaves a tombstone for ever',
    file: INDEX,
    pattern: 'this.#reclaim(cell, home);',
    replacement: '0;',
    knownMinimum: 3,
  },
  {
    name: 'tombstone-reclaimed-late',
    sentence: 'a tombstone just before the home of a live pid is kept',
    file: INDEX,
    pattern: 'else if (firstPassed > at)',
    replacement: 'else if (firstPassed > at + 1)',
  },
  {
    name: 'removal-reads-the-table',
    sentence: 'a removal looks through the whole index for pids that pass its cell',
    file: INDEX,
    pattern: 'next <= last + reach && slots[next & mask] !== EMPTY_CELL',
    replacement: 'next <= last + mask',
  },
  {
    name: 'tombstone-reclaimed-early',
    sentence: 'a cell is emptied although the path of a live pid passes it',
    file: INDEX,
    pattern: 'else if (firstPassed > at)',
    replacement: 'else',
  },
  {
    name: 'index-wedge',
    sentence: 'a tombstone is kept for ever and never used again: the published defect D1',
    file: INDEX,
    pattern: '            else if (free < 0) {',
    replacement: '            else if (free < 0 && found === EMPTY_CELL) {',
    and: [
      {
        file: INDEX,
        pattern: 'this.#reclaim(cell, home);',
        replacement: '0;',
      },
    ],
  },
  {
    name: 'probe-one-short',
    sentence: 'an insert gives up one cell before its budget',
    file: INDEX,
    pattern: 'while (step < PROBE_BUDGET) {',
    replacement: 'while (step < PROBE_BUDGET - 1) {',
  },
  {
    name: 'probe-one-long',
    sentence: 'an insert goes one cell beyond its budget',
    file: INDEX,
    pattern: 'while (step < PROBE_BUDGET) {',
    replacement: 'while (step < PROBE_BUDGET + 1) {',
  },
  {
    name: 'reach-one-short',
    sentence: 'a lookup stops one cell before the farthest pid of its home',
    file: INDEX,
    pattern: '((free - home) & mask) + 1)',
    replacement: '((free - home) & mask))',
  },
  {
    name: 'lookup-stops-at-tombstone',
    sentence: 'a lookup stops at a tombstone, so that a pid behind it is inserted a second time',
    file: INDEX,
    pattern: 'if (pids[cell] === pid && slots[cell] >= 0) {',
    replacement: 'if (slots[cell] < 0) break; if (pids[cell] === pid) {',
  },
  {
    name: 'lookup-finds-the-dead',
    sentence: 'a lookup takes the cell of a removed pid for its own',
    file: INDEX,
    pattern: 'if (pids[cell] === pid && slots[cell] >= 0) {',
    replacement: 'if (pids[cell] === pid) {',
  },
  {
    name: 'key-in-two-cells',
    sentence: 'an insert leaves a second copy of its pid where the next cell is empty',
    file: INDEX,
    pattern: 'pids[free] = pid;',
    replacement:
      'const next = (free + 1) & mask; if (slots[next] === EMPTY_CELL) { pids[next] = pid; slots[next] = slot; } pids[free] = pid;',
  },
  {
    name: 'removed-pid-stays',
    sentence: 'a removed pid keeps its cell, which leads to a slot of another pid',
    file: INDEX,
    pattern: 'this.#slots[cell] = TOMBSTONE_CELL;',
    replacement: '',
  },
  {
    name: 'size-never-falls',
    sentence: 'a removal is not taken off the number of live pids',
    file: INDEX,
    pattern: 'this.#size--;',
    replacement: '',
  },
  {
    name: 'exhaustion-uncounted',
    sentence: 'an insert for which no cell was free is not counted',
    file: INDEX,
    pattern: 'bump(this.#exhausted, 0);',
    replacement: '',
  },
  {
    name: 'high-half-of-key-ignored',
    sentence: 'the key of the index has 32 bits',
    file: 'src/tracker/pid-hash.js',
    pattern: 'mix32(mix32(pid ^ low) ^ high)',
    replacement: 'mix32(mix32(pid ^ low))',
  },
  {
    name: 'index-cells-of-large-tables',
    sentence: 'the index of a table of more than 2,048 slots has no more cells than one of 2,048',
    file: INDEX,
    pattern: 'while (cells < 2 * capacity)',
    replacement: 'while (cells < 2 * Math.min(capacity, 2048))',
  },
];
