import { describe, expect, it } from 'vitest';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import { CountAgreement } from '../../../sim/oracle/count-agreement.ts';
import { CountReading } from '../../../sim/oracle/ledger-reading.ts';
import { ModelTracker, MODEL_COUNTERS } from '../../../sim/oracle/model/index.ts';

function tally(): ModelTracker['counts'] {
  return new ModelTracker({ capacity: 1, policy: 'strict', window: 1 }).counts;
}

describe('CountAgreement.firstDifferent()', () => {
  it('says what a look at all counts says, whatever has changed in which of both since the last time', () => {
    const entropy = new SeededEntropy('1', 'counts');
    const agreement = new CountAgreement();
    const reading = new CountReading(MODEL_COUNTERS.length);
    const model = tally();
    let agreed = 0;
    for (let step = 0; step < 10_000; step++) {
      for (let changes = entropy.int(0, 2); changes > 0; changes--) {
        const at = entropy.int(0, MODEL_COUNTERS.length - 1);
        if (entropy.int(0, 9) > 0) model.add(MODEL_COUNTERS[at], entropy.int(0, 1));
        if (entropy.int(0, 9) > 0) reading.take(at, model.counts[at] + (entropy.int(0, 19) === 0 ? 1 : 0));
      }
      const expected = model.counts.findIndex((count, at) => count !== reading.counts[at]);
      expect(agreement.firstDifferent(reading, model)).toBe(expected);
      if (expected === -1) agreed++;
      else MODEL_COUNTERS.forEach((_, at) => reading.take(at, model.counts[at]));
    }
    expect(agreed).toBeGreaterThan(5000);
    expect(agreed).toBeLessThan(9500);
  });

  it('knows nothing of another reading, of another tally, and of a tally that took over another', () => {
    const agreement = new CountAgreement();
    const [reading, other] = [new CountReading(MODEL_COUNTERS.length), new CountReading(MODEL_COUNTERS.length)];
    const [model, ahead] = [tally(), tally()];
    ahead.add(MODEL_COUNTERS[3]);
    other.take(2, 1);
    ahead.changes = model.changes;
    other.moves = reading.moves;
    expect(agreement.firstDifferent(reading, model)).toBe(-1);
    expect(agreement.firstDifferent(other, model)).toBe(2);
    expect(agreement.firstDifferent(reading, ahead)).toBe(3);
    model.copyFrom(ahead);
    expect(agreement.firstDifferent(reading, model)).toBe(3);
  });
});

describe('CountReading', () => {
  it('knows the sum, how often a count moved, and which was the last', () => {
    const reading = new CountReading(3);
    reading.take(0, 5);
    reading.take(2, 7);
    reading.take(2, 7);
    reading.take(0, 4);
    const { counts, sum, moves, lastMoved } = reading;
    expect({ counts: [...counts], sum, moves, lastMoved }).toEqual({ counts: [4, 0, 7], sum: 11, moves: 3, lastMoved: 0 });
  });

  it('takes over another, each count that differs as one move', () => {
    const [from, to] = [new CountReading(2), new CountReading(2)];
    from.take(1, 3);
    to.copyFrom(from);
    to.copyFrom(from);
    expect({ counts: [...to.counts], sum: to.sum, moves: to.moves }).toEqual({ counts: [0, 3], sum: 3, moves: 1 });
  });
});
