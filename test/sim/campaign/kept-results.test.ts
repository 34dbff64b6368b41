import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { KeptResults } from '../../../sim/campaign/kept-results.ts';
import { InfrastructureError } from '../../../sim/data/infrastructure-error.ts';
import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import type { SimulationResult } from '../../../sim/world/seeded-run.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const TOTAL = 150;

function resultOf(number: number): SimulationResult {
  const finding = {
    judge: 'invariant',
    rule: 'r',
    op: 'poll',
    step: 1,
    nowNs: 2n ** 63n + 1n,
    reason: 'r',
    expected: 'e',
    got: '\u{1f600}',
  } as const;
  return {
    scenario: 'a',
    seed: String(number),
    config: { capacity: number, policy: 'strict' },
    steps: number * 1e9,
    simulatedNs: 1e18 / 3,
    digest: 'd',
    goals: GOAL_NAMES.map((_, goal) => goal * number),
    finding: number % 7 === 0 ? finding : null,
    unmetPrecondition: null,
    isCutShort: false,
    customGoals: ['mine'],
  };
}

const NUMBERS = Array.from({ length: TOTAL }, (_, at) => at);

/** A keeper of `bytes` in memory, whose disk is a folder of the test. */
function keeperIn(folder: string, bytes: number): KeptResults {
  vi.stubEnv('TMPDIR', folder);
  const kept = new KeptResults(TOTAL, bytes);
  onTestFinished(() => {
    kept.close();
    vi.unstubAllEnvs();
  });
  return kept;
}

describe.each([1e6, 0])('KeptResults with %d bytes of memory', (bytes) => {
  it.each([
    ['forwards', NUMBERS, 'told'],
    ['backwards', NUMBERS.toReversed(), 'told'],
    ['of which one is lost', NUMBERS, 'lost'],
    ['of which one is never told', NUMBERS, 'not told'],
  ] as const)('gives each result as it was, set and asked for in any order: %s', (_, numbers, seventieth) => {
    const kept = keeperIn(scratchFolder(onTestFinished), bytes);
    for (const number of numbers) {
      if (number !== 70 || seventieth === 'told') kept.set(number, resultOf(number));
      else if (seventieth === 'lost') kept.set(number, null);
    }
    for (const number of [...numbers, 3, 149, 64])
      expect(kept.get(number)).toEqual(number === 70 && seventieth !== 'told' ? null : resultOf(number));
  });
});

describe('KeptResults', () => {
  it.each([1e6, 0])('takes what is told of a run later in the place of what was told of it before, with %d bytes of memory', (bytes) => {
    const kept = keeperIn(scratchFolder(onTestFinished), bytes);
    for (const number of NUMBERS) kept.set(number, number === 3 ? null : resultOf(number));
    kept.set(3, resultOf(3));
    for (const number of NUMBERS) expect(kept.get(number)).toEqual(resultOf(number));
  });

  it('leaves no name on disk, and none of its results in memory', () => {
    const folder = scratchFolder(onTestFinished);
    const kept = keeperIn(folder, 0);
    for (const number of NUMBERS) kept.set(number, resultOf(number));
    expect(readdirSync(folder)).toEqual([]);
    kept.close();
    expect(() => kept.get(149)).toThrow(`a temporary file in ${folder} cannot be read from: `);
  });

  it('says in a sentence that the disk takes nothing, and knows the result nevertheless', () => {
    const kept = keeperIn('/nowhere', 0);
    for (const number of NUMBERS) kept.set(number, resultOf(number));
    expect(kept.fault).toBeInstanceOf(InfrastructureError);
    expect(kept.fault?.message).toMatch(/^a temporary file in \/nowhere cannot be written to: ENOENT: /);
    for (const number of NUMBERS) expect(kept.get(number)).toEqual(resultOf(number));
  });

  it('counts a block once, however often its results come', () => {
    const kept = keeperIn('/nowhere', 60_000);
    for (const number of [...NUMBERS, ...new Array<number>(20).fill(3)]) kept.set(number, resultOf(number));
    expect(kept.fault).toBeNull();
  });
});
