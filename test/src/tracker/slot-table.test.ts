import fc from 'fast-check';
import { describe, it } from 'vitest';
import { createSlotTable, firstSilent, FLAGS } from '../../../src/tracker/slot-table.ts';
import { highWord, lowWord } from '../../../src/u64.ts';
import { anyU64 } from '../support/u64-arbitrary.ts';

const LENGTH_MAX = 16;

// Where the bits of a time mean something else to a double: infinity, what is no number, and everything below zero.
const doubleEdge = fc.constantFrom(0n, 0x7fefn, 0x7ff0n, 0x7ff8n, 0x8000n, 0xfff0n).map((top) => top << 48n);
const time = fc.oneof(
  anyU64,
  doubleEdge,
  doubleEdge.map((edge) => edge + 1n),
);
// Mostly slots that are passed over, for their time or their flag: four at a time are looked at behind such ones alone.
const slotTime = fc.oneof({ weight: 3, arbitrary: fc.constant(0x7fefn << 48n) }, { weight: 1, arbitrary: time });
const flagged = fc.oneof({ weight: 7, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) });

describe('firstSilent()', () => {
  it('is the first slot of a stretch whose last beat is not later, and whose flag is as asked for', () => {
    const property = fc.property(
      fc.array(fc.tuple(slotTime, flagged), { minLength: 8, maxLength: LENGTH_MAX }),
      fc.nat(LENGTH_MAX),
      fc.nat(LENGTH_MAX),
      time,
      fc.constantFrom(...Object.values(FLAGS)),
      (rows, one, other, latestNs, flag) => {
        const [from, to] = [Math.min(one, other, rows.length), Math.min(Math.max(one, other), rows.length)];
        const slots = createSlotTable(rows.length);
        rows.forEach(([beatNs, isFlagged], slot) => {
          slots.lastBeatNs[slot] = beatNs;
          slots.stallEmitted[slot] = isFlagged;
        });
        const found = rows.findIndex(
          ([beatNs, isFlagged], slot) =>
            slot >= from && slot < to && beatNs <= latestNs && (flag === FLAGS.any || (isFlagged === 1) === (flag === FLAGS.set)),
        );
        return firstSilent(slots, from, to, highWord(latestNs), lowWord(latestNs), flag) === (found < 0 ? to : found);
      },
    );
    fc.assert(property, { numRuns: 5000 });
  });
});
