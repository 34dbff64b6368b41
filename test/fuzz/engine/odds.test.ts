import { describe, expect, it } from 'vitest';
import { Odds } from '../../../fuzz/engine/odds.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';

const DRAWS = 20_000;

/** Which part of many draws each of four ways has. */
function partsOf(odds: Odds): readonly number[] {
  const counts = [0, 0, 0, 0];
  for (let draw = 0; draw < DRAWS; draw++) counts[odds.draw()]++;
  return counts.map((count) => count / DRAWS);
}

/** Each way tried as often, of which one brings something at every tenth try. */
function teach(odds: Odds, gaining: number, tries: number): void {
  for (let time = 0; time < tries; time++) for (let way = 0; way < 4; way++) odds.note(way, way === gaining && time % 10 === 0);
}

describe('Odds', () => {
  it('draws by what it is told to begin with, then by what lately brought something, and none never', () => {
    const odds = new Odds([1, 2, 4, 1], new SeededEntropy('1', 'odds'));
    const begin = partsOf(odds);
    for (const [way, part] of [1 / 8, 2 / 8, 4 / 8, 1 / 8].entries()) expect(begin[way]).toBeCloseTo(part, 1);
    teach(odds, 0, 1000);
    const first = partsOf(odds);
    expect(first[0]).toBeGreaterThan(0.6);
    expect(Math.min(...first)).toBeGreaterThan(0.03);
    teach(odds, 3, 6000);
    const later = partsOf(odds);
    expect(later[3]).toBeGreaterThan(0.6);
    expect(later[0]).toBeLessThan(0.1);
  });
});
