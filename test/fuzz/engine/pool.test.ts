import { describe, expect, it } from 'vitest';
import { Features } from '../../../fuzz/engine/features.ts';
import { Pool } from '../../../fuzz/engine/pool.ts';
import { columnsOf } from './columns-of.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';

const HITS = 16;
const CHOICES = 100_000;
const [CHEAP, DEAR] = [400, 4000];

/** How often each input is chosen. The first feature of counter n is number 8n. */
function choices(inputs: readonly { readonly cost: number; readonly feature: number }[], reached: readonly number[]): readonly number[] {
  const features = new Features(columnsOf(HITS), HITS, 4);
  features.take(reached);
  const pool = new Pool(features, new SeededEntropy('1', 'pool'));
  for (const [at, { cost, feature }] of inputs.entries()) pool.add(Buffer.of(at), [feature], cost, []);
  const counts = inputs.map(() => 0);
  for (let choice = 0; choice < CHOICES; choice++) counts[pool.choose().bytes[0]]++;
  return counts;
}

describe('Pool', () => {
  it('chooses one that costs ten times what is cheap a tenth as often, whether it is rare or not', () => {
    const common = Array.from({ length: 100 }, () => 8);
    for (const at of [0, 6]) {
      const [free, cheap, dear] = [0, CHEAP, DEAR].map((cost) => {
        const inputs = Array.from({ length: 12 }, (_, each) => ({ cost: each === at ? cost : CHEAP, feature: each < 4 ? 0 : 8 }));
        const counts = choices(inputs, [0, ...common]);
        // Against what the others have, whose weights stay.
        return counts[at] / (CHOICES - counts[at]);
      });
      expect(cheap / free).toBeCloseTo(1, 1);
      expect(cheap / dear).toBeGreaterThan(8);
      expect(cheap / dear).toBeLessThan(12);
    }
  });

  it('chooses one of the four with the rarest features half of the time, the shortest of those most, and of the others rather a later one', () => {
    const common = Array.from({ length: 100 }, () => 8);
    const counts = choices(
      Array.from({ length: 12 }, (_, at) => ({ cost: CHEAP, feature: at < 4 ? 0 : 8 })),
      [0, ...common],
    );
    const sum = (from: number, to: number): number => counts.slice(from, to).reduce((total, count) => total + count, 0);
    expect(sum(0, 4) / CHOICES).toBeGreaterThan(0.5);
    expect(sum(0, 4) / CHOICES).toBeLessThan(0.7);
    expect(counts[0]).toBeGreaterThan(1.5 * counts[1]);
    expect(counts[1]).toBeGreaterThan(1.3 * counts[2]);
    expect(counts[11]).toBeGreaterThan(1.3 * counts[4]);
  });
});
