import { describe, expect, it } from 'vitest';
import type { Entropy } from '../../../sim/data/entropy/entropy.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import { ForkedEntropy, type Draw } from '../../../sim/insight/forked-entropy.ts';

function draws(entropy: Entropy): unknown[] {
  return [
    entropy.int(0, 1000),
    entropy.u64(0n, 2n ** 64n - 1n),
    entropy.chance({ numerator: 1, denominator: 3 }),
    entropy.pick(['a', 'b', 'c', 'd', 'e']),
  ];
}

describe('ForkedEntropy', () => {
  it('draws what the seed draws until it is renewed', () => {
    const forked = ForkedEntropy.of('7', 'tail', 'swarm');
    const seeded = new SeededEntropy('7', 'swarm');
    expect(draws(forked)).toEqual(draws(seeded));
    expect(draws(forked.stream('world').stream('link'))).toEqual(draws(seeded.stream('world').stream('link')));
  });

  it('draws from then on what the tail’s seed draws, in streams that were made before, too', () => {
    const forked = ForkedEntropy.of('7', 'tail', 'swarm');
    const before = forked.stream('world');
    before.int(0, 9);
    forked.renew();
    const tail = new SeededEntropy('tail', 'swarm');
    expect(draws(before)).toEqual(draws(tail.stream('world')));
    expect(draws(forked.stream('pids'))).toEqual(draws(tail.stream('pids')));
  });

  it('makes one draw anew, and leaves those after it as they were', () => {
    const seeded = draws(new SeededEntropy('7', 'swarm'));
    for (const at of [0, 1, 3]) {
      const one = draws(ForkedEntropy.of('7', 'tail', 'swarm', { renewedDraw: at }));
      expect(one.filter((_, place) => place !== at)).toEqual(seeded.filter((_, place) => place !== at));
    }
    expect(draws(ForkedEntropy.of('7', 'tail', 'swarm', { renewedDraw: 1 }))[1]).not.toEqual(seeded[1]);
  });

  it('tells each draw with its stream, and no answer that is certain', () => {
    const told: Draw[] = [];
    const forked = ForkedEntropy.of('7', 'tail', 'swarm', { onDraw: (draw) => told.push(draw) });
    const pids = forked.stream('world').stream('pids');
    pids.int(5, 5);
    pids.chance({ numerator: 0, denominator: 9 });
    const value = pids.int(2, 9);
    expect(told).toEqual([{ stream: 'world/pids', asked: '2 to 9', value: String(value) }]);
  });
});
