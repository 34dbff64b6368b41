import fc from 'fast-check';
import { describe, it } from 'vitest';
import { createSlotTable, lastBeatAtMost } from '../../../src/tracker/slot-table.ts';
import { highWord, lowWord } from '../../../src/u64.ts';
import { anyU64 } from '../support/u64-arbitrary.ts';

describe('lastBeatAtMost()', () => {
  it('compares whole u64 times by their halves', () => {
    const slots = createSlotTable(3);
    fc.assert(
      fc.property(anyU64, anyU64, fc.nat(2), (beatNs, markNs, slot) => {
        slots.lastBeatNs[slot] = beatNs;
        const atMost = (mark: bigint): boolean => lastBeatAtMost(slots.lastBeatWords, slot, highWord(mark), lowWord(mark));
        return atMost(markNs) === beatNs <= markNs && atMost(beatNs);
      }),
      { numRuns: 2000 },
    );
  });
});
