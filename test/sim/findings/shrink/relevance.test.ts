import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../sim/oracle/finding.ts';
import { actorOf } from '../../../../sim/data/ops/frame-pid.ts';
import { readersOf } from '../../../../sim/findings/shrink/run-shape.ts';
import type { Reproduction, ShrinkStep } from '../../../../sim/findings/shrink/interestingness.ts';
import { rankedBySlot, rankedByTime, Relevance } from '../../../../sim/findings/shrink/relevance.ts';
import { unitsByPid, unitsByReading } from '../../../../sim/findings/shrink/drop-operations.ts';
import { beat, poll, sent, stepsOf } from './support.ts';

const finding: Finding = { judge: 'invariant', rule: 'r', op: 'record', step: 0, nowNs: 0n, reason: '', expected: '', got: '' };

function failing(steps: readonly ShrinkStep[], focus: readonly number[], live: readonly number[]): Reproduction {
  return { steps, finding, digest: '', scene: { focus, live, evicted: null }, isIdle: new Uint8Array(steps.length) };
}

function relevanceOf(...run: Parameters<typeof failing>): Relevance {
  return new Relevance(failing(...run), rankedByTime);
}

describe('readersOf()', () => {
  it('gives each datagram the first poll after it that reads no other', () => {
    const steps = stepsOf([
      { op: 'observer', threshold: 1n, listeners: 1 },
      sent(2, 1n, 0n),
      sent(3, 1n, 0n),
      poll(0n),
      poll(0n),
      sent(4, 1n, 0n),
    ]);
    expect([...readersOf(steps)]).toEqual([-1, 3, 4, -1, -1, -1]);
  });
});

describe('unitsByPid()', () => {
  it('puts the datagrams of a pid and their polls together, and leaves the first and the last operation out', () => {
    const steps = stepsOf([
      { op: 'observer', threshold: 1n, listeners: 1 },
      sent(2, 1n, 0n),
      poll(0n),
      sent(3, 1n, 0n),
      poll(0n),
      sent(2, 2n, 1n),
      poll(1n),
    ]);
    expect(unitsByPid(steps)).toEqual([
      [1, 2, 5],
      [3, 4],
    ]);
  });
});

describe('unitsByReading()', () => {
  it('puts each datagram together with its poll, and what is not read or reads nothing alone', () => {
    const steps = stepsOf([
      { op: 'observer', threshold: 1n, listeners: 1 },
      poll(0n),
      sent(2, 1n, 0n),
      poll(0n),
      { op: 'metrics' },
      poll(1n),
    ]);
    expect(unitsByReading(steps)).toEqual([[1], [2, 3], [4]]);
  });
});

describe('Relevance', () => {
  const steps = stepsOf([
    { op: 'new', capacity: 4, policy: 'strict', window: 4 },
    beat(5, 1n, 0n),
    beat(6, 1n, 1n),
    beat(5, 2n, 2n),
    { op: 'drain', now: 3n, threshold: 10n },
    beat(7, 1n, 4n),
    { op: 'len' },
    beat(8, 1n, 5n),
  ]);
  const kept = (guess: Parameters<Relevance['keep']>[0], focus: readonly number[], live: readonly number[]): (number | string)[] =>
    relevanceOf(steps, focus, live)
      .keep(guess)
      .map(({ op }) => actorOf(op) ?? op.op);

  it('keeps the first and the last operation alone where no pid matters', () =>
    expect(kept({ pidsMax: 0, eachMax: 1, othersMax: 0 }, [], [])).toEqual(['new', 8]));
  it('keeps the pids of the last operation before all others', () =>
    expect(kept({ pidsMax: 1, eachMax: 9, othersMax: 0 }, [6], [5, 7])).toEqual(['new', 6, 8]));
  it('keeps the pids in the table before those that are not, the latest first', () =>
    expect(kept({ pidsMax: 2, eachMax: 1, othersMax: 0 }, [8], [5])).toEqual(['new', 5, 8]));
  it('keeps the last operations of each pid, and the last of those about no pid', () =>
    expect(kept({ pidsMax: 9, eachMax: 1, othersMax: 1 }, [], [])).toEqual(['new', 6, 5, 7, 'len', 8]));
  it('knows beforehand how much it keeps', () => {
    for (const pidsMax of [0, 1, 2, 9])
      for (const eachMax of [1, 2])
        for (const othersMax of [0, 1, 2]) {
          const relevance = relevanceOf(steps, [6], [5]);
          const guess = { pidsMax, eachMax, othersMax };
          expect(relevance.lengthOf(guess)).toBe(relevance.keep(guess).length);
        }
  });
});

describe('rankedBySlot()', () => {
  const steps = stepsOf([{ op: 'len' }, beat(9, 1n, 0n), beat(3, 1n, 0n)]);

  it.each([
    {
      what: 'goes from the slot of the pid named last, one before it sooner',
      focus: [8, 7, 5],
      live: [4, 5, 6, 7],
      ranks: [8, 7, 5, 4, 6, 3, 9],
    },
    { what: 'takes the table as it stands where none of them is in it', focus: [8], live: [4, 5], ranks: [8, 4, 5, 3, 9] },
    { what: 'takes the latest first where nothing is in the table', focus: [], live: [], ranks: [3, 9] },
  ])('$what', ({ focus, live, ranks }) => expect(rankedBySlot(failing(steps, focus, live))).toEqual(ranks));
});
