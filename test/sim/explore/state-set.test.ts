import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../sim/explore/fingerprint.ts';
import { StateSet } from '../../../sim/explore/state-set.ts';

/** Fingerprints of the numbers below `count`, one after another. */
function prints(count: number): Uint32Array {
  const all = new Uint32Array(4 * count);
  const one = new Uint32Array(4);
  for (let at = 0; at < count; at++) {
    fingerprint(Uint32Array.of(at), 1, one);
    all.set(one, 4 * at);
  }
  return all;
}

function filled(order: readonly number[], words: Uint32Array): StateSet {
  const set = new StateSet();
  order.forEach((at) => set.add(words, 4 * at, at - 1, at % 7));
  return set;
}

describe('StateSet', () => {
  // More than the columns have places for at first.
  const COUNT = 5000;
  const words = prints(COUNT);
  const order = Array.from({ length: COUNT }, (_, at) => at);

  it('takes each state once, also after it grew', () => {
    const set = filled(order, words);
    expect(set.size).toBe(COUNT);
    for (const at of order) expect(set.add(words, 4 * at, 0, 0)).toBe(false);
    expect(set.size).toBe(COUNT);
  });

  it('tells states apart that share three words of four', () => {
    const set = new StateSet();
    for (const differing of [0, 1, 2, 3]) {
      const near = Uint32Array.of(1, 2, 3, 4);
      near[differing] = 9;
      expect(set.add(near, 0, -1, 0)).toBe(true);
    }
    expect(set.add(Uint32Array.of(1, 2, 3, 4), 0, -1, 0)).toBe(true);
  });

  it('knows the way to each state', () => {
    const set = filled(order, words);
    expect(set.path(0)).toEqual([0]);
    expect(set.path(9)).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 1, 2]);
  });

  it('has one digest for a set, whatever the order, and another for each other set', () => {
    const digest = filled(order, words).digest(COUNT);
    expect(filled([...order].reverse(), words).digest(COUNT)).toBe(digest);
    expect(filled(order.slice(1), words).digest(COUNT - 1)).not.toBe(digest);
    expect(filled(order, words).digest(COUNT - 1)).toBe(filled(order.slice(0, -1), words).digest(COUNT - 1));
  });

  it('is written down and read again', () => {
    const set = filled(order, words);
    const again = StateSet.from(set.columns);
    expect([again.size, again.digest(COUNT), again.path(4999)]).toEqual([COUNT, set.digest(COUNT), set.path(4999)]);
  });
});

describe('fingerprint()', () => {
  function of(...words: number[]): string {
    const out = new Uint32Array(4);
    fingerprint(Uint32Array.from(words), words.length, out);
    return out.join(' ');
  }

  // As the published MurmurHash3_x86_128 has it, seed 0.
  it('is that of the published hash', () => expect(of()).toBe('0 0 0 0'));

  it('differs with each word, with their order and with their number', () => {
    const all = [
      of(0),
      of(0, 0),
      of(0, 0, 0, 0),
      of(0, 0, 0, 0, 0),
      of(1),
      of(0, 1),
      of(1, 0),
      of(0, 0, 1),
      of(0, 0, 0, 1),
      of(0, 0, 0, 0, 1),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('looks at no word beyond the length', () => {
    const out = new Uint32Array(4);
    fingerprint(Uint32Array.of(1, 2, 3, 9, 9), 3, out);
    expect(out.join(' ')).toBe(of(1, 2, 3));
  });
});
