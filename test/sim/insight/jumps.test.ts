import { describe, expect, it } from 'vitest';
import { mixSeed } from '../../../sim/data/entropy/seeded-entropy.ts';
import { Curve } from '../../../sim/insight/curve.ts';
import { coarseCurve, jumpsOf, operationsOf } from '../../../sim/insight/jumps.ts';
import type { TailEnd } from '../../../sim/insight/tail.ts';
import type { TailsTask } from '../../../sim/insight/worker.ts';

type Share = (operations: number) => number;

/** Tails that fail with a known chance: each is fixed by what is kept and its number. */
function curveOf(share: Share, censored: Share = () => 0): Curve {
  const some = ({ kept, from, to }: TailsTask): TailEnd[] => {
    const operations = kept !== 'nothing' && 'operations' in kept ? kept.operations : 0;
    return Array.from({ length: to - from }, (_, at) => {
      const [one, two] = [`fail ${operations} ${from + at}`, `other ${operations} ${from + at}`].map(
        (text) => parseInt(mixSeed(text).slice(0, 8), 16) / 2 ** 32,
      );
      if (two < censored(operations)) return { end: 'other', step: operations };
      return { end: one < share(operations) ? 'same' : 'passed', step: operations };
    });
  };
  return new Curve({ tails: async (tasks) => tasks.map(some) }, Number.POSITIVE_INFINITY, () => {});
}

async function stepsOf(curve: Curve, operations: number): Promise<number[]> {
  return (await jumpsOf(curve, await coarseCurve(curve, operations), 'ever')).map(({ step }) => step);
}

describe('jumpsOf()', () => {
  it.each([
    [5000, 3217, 0, 1],
    [5000, 4998, 0.3, 1],
    [9, 4, 0.1, 0.9],
    [37_000, 1, 0.05, 0.95],
  ])('finds the step of a curve over %i operations that jumps at %i from %f to %f', async (operations, step, low, high) => {
    expect(
      await stepsOf(
        curveOf((kept) => (kept > step ? high : low)),
        operations,
      ),
    ).toEqual([step]);
  });

  it('finds two jumps', async () => {
    expect(
      await stepsOf(
        curveOf((kept) => (kept > 3000 ? 1 : kept > 700 ? 0.45 : 0)),
        4000,
      ),
    ).toEqual([700, 3000]);
  });

  it('finds none in a curve that is flat, high or low', async () => {
    for (const share of [0, 0.5, 1])
      expect(
        await stepsOf(
          curveOf(() => share),
          2000,
        ),
      ).toEqual([]);
  });

  it('is not misled by tails that failed otherwise', async () => {
    // Two in five fail before it, and behind it all of the two in five that are left: taken for passes they would hide it.
    const curve = curveOf(
      (kept) => (kept > 600 ? 1 : 0.4),
      (kept) => (kept > 600 ? 0.6 : 0),
    );
    expect(await stepsOf(curve, 1000)).toEqual([600]);
  });

  it('counts what failed otherwise, and later than the run, as not failing so soon', async () => {
    const ends: TailEnd[] = [
      { end: 'same', step: 7 },
      { end: 'same', step: 8 },
      { end: 'other', step: 7 },
      { end: 'other', step: 8 },
      { end: 'passed', step: 20 },
    ];
    const curve = new Curve({ tails: async () => [ends] }, 7, () => {});
    const { chance, chanceHere } = await curve.point({ operations: 3 }, ends.length);
    expect([chance, chanceHere].map(({ hits, trials }) => [hits, trials])).toEqual([
      [2, 3],
      [1, 4],
    ]);
    expect([curve.passing({ operations: 3 }, 'ever'), curve.passing({ operations: 3 }, 'here')]).toEqual([[4], [1, 3, 4]]);
  });

  it('makes few tails where these tell all that they can', async () => {
    const [flat, sharp] = [curveOf(() => 1), curveOf((kept) => (kept > 500 ? 1 : 0))];
    const points = (await coarseCurve(flat, 1000)).length;
    await coarseCurve(sharp, 1000);
    expect([flat.tails, sharp.tails]).toEqual([8 * points, 8 * points]);
  });

  it('makes each tail once', async () => {
    const curve = curveOf(() => 0.5);
    await curve.point({ operations: 3 }, 10);
    await curve.point({ operations: 3 }, 24);
    await curve.point({ operations: 3 }, 5);
    expect([curve.tails, curve.points.map(operationsOf)]).toEqual([24, [3]]);
  });
});
