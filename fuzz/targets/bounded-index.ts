import { PidIndex } from '../../src/index.ts';
import { copyPidIndex } from '../../src/tracker/pid-index.ts';
import { indexBounds, IndexReader, indexOps } from '../format/pid-index-format.ts';
import { IndexJudge } from './index-judge.ts';
import type { FuzzTarget } from './target.ts';

/** Cells that are looked at after each change, so that an input costs little: a table of more is looked at now and then. */
const CELLS_EACH_OP = 8;

/** The target over another index than the real one: for tests that plant bugs. */
export function boundedIndexTarget(Index: typeof PidIndex, copy: typeof copyPidIndex): FuzzTarget {
  return {
    name: 'bounded-index',
    sentence: 'bytes as operations on the index of pids, against a Map with cells; colliding pids among them',
    formatVersion: 1,
    lengthMax: 512,
    fuzz(bytes) {
      const reader = new IndexReader(bytes);
      const make = (): PidIndex => new Index(reader.capacity);
      let index = make();
      const judge = new IndexJudge(index, reader.capacity);
      const scanEvery = Math.max(1, index.cells.slots.length / CELLS_EACH_OP);
      let ops = 0;
      for (const op of indexOps(reader)) {
        if (op.kind === 'copy') {
          const modelCheck = make();
          copy(index, modelCheck);
          index = modelCheck;
          judge.goOnWith(index);
        } else if (op.kind !== 'insert' || judge.size < reader.capacity || judge.has(op.pid)) {
          // The tracker never asks for more pids than there are slots.
          judge.take(op);
        }
        if (++ops % scanEvery === 0) judge.scan();
      }
      judge.scan();
    },
    dictionary: [Uint8Array.of(0xd0, 64, 63), Uint8Array.of(0xd0, 128, 63), Uint8Array.of(0xf0, 64, 63), Uint8Array.of(0xd0, 192, 31)],
    boundsOf: indexBounds,
  };
}

/** The bounded index of pids against a Map. */
export const boundedIndex = boundedIndexTarget(PidIndex, copyPidIndex);
