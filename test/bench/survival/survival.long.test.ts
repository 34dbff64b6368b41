import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { changedFiles, loadProgram, ROOT } from './changed-program.ts';
import { GENERATOR_CHANGES, type GeneratorChange } from './generator-changes.ts';
import { capsuleOf, type PlantedCapsule } from './planted-capsule.ts';
import { surviveChange, type Survival } from './survival.ts';

const BUGS = [
  ['equal-nonce-accepted', 'lossy-network'],
  ['namespace-before-nonce', 'tracker-direct'],
  ['tombstones-kept', 'tiny-tables'],
] as const;

const capsules: PlantedCapsule[] = [];
const disposals: (() => void)[] = [];

beforeAll(async () => {
  for (const [bug, scenario] of BUGS) {
    const mutant = MUTANTS.find(({ name }) => name === bug);
    if (mutant === undefined) throw new Error(`there is no mutant ${bug}`);
    const { production, dispose } = await loadMutant(mutant, join(ROOT, 'dist'));
    disposals.push(dispose);
    const capsule = capsuleOf(bug, production, scenario, '1', 200);
    if (capsule === null) throw new Error(`${scenario} does not find ${bug}`);
    capsules.push(capsule);
  }
}, 60_000);

afterAll(() => {
  for (const dispose of disposals) dispose();
});

async function survivalsOf(change: GeneratorChange | null): Promise<Survival[]> {
  const program = await loadProgram(change);
  disposals.push(program.dispose);
  return capsules.map((capsule) => surviveChange(program, capsule));
}

function changeNamed(name: string): GeneratorChange {
  const change = GENERATOR_CHANGES.find((candidate) => candidate.name === name);
  if (change === undefined) throw new Error(`there is no change ${name}`);
  return change;
}

describe('GENERATOR_CHANGES', () => {
  it('are twenty, with names and sentences of their own', () => {
    expect(new Set(GENERATOR_CHANGES.map(({ name }) => name)).size).toBe(20);
    expect(new Set(GENERATOR_CHANGES.map(({ sentence }) => sentence)).size).toBe(20);
  });

  it.each(GENERATOR_CHANGES.map((change) => [change.name, change] as const))('%s still fits the compiled program', (_name, change) => {
    expect(changedFiles(change).size).toBeGreaterThan(0);
  });

  it('are refused where their pattern is gone', () => {
    const edits = [{ folder: 'world', pattern: 'there is no such text', replacement: '' }];
    expect(() => changedFiles({ name: 'gone', sentence: '', edits })).toThrow('change gone: its pattern stands 0 times in world');
  });
});

// A share of `npm run bench:survival`.
describe('a capsule', () => {
  it('has a seed that leads to the same run as long as nothing changes', async () => {
    for (const survival of await survivalsOf(null))
      expect(survival).toEqual({ capsules: 2, capsulesKept: 2, seedHasMoved: false, seedFinds: true, seedFindsInTime: true });
  }, 60_000);

  it.each(['draw-at-birth', 'lists-from-the-back'])(
    'keeps its verdict and its signature when its seed means another run: %s',
    async (name) => {
      for (const survival of await survivalsOf(changeNamed(name)))
        expect(survival).toMatchObject({ capsules: 2, capsulesKept: 2, seedHasMoved: true });
    },
    60_000,
  );

  it('would not survive if a replay made its operations from the seed', async () => {
    const head = 'export function replayTrace(trace, options = {}) {';
    const regenerates = {
      folder: 'findings/replay',
      pattern: head,
      replacement: `import { simulate } from '../../world/seeded-run.js';
import { SCENARIOS } from '../../world/scenarios/index.js';
${head}
  const made = [];
  const scenario = SCENARIOS.find(({ name }) => name === trace.header.scenario);
  simulate(scenario, trace.header.seed, { ...options, onOp: (op) => made.push({ op: structuredClone(op), line: 0 }) });
  trace = { header: trace.header, steps: made };`,
    };
    const { edits } = changeNamed('draw-at-birth');
    const survivals = await survivalsOf({ name: 'replays from the seed', sentence: '', edits: [...edits, regenerates] });
    expect(survivals.map(({ capsulesKept }) => capsulesKept)).toEqual([0, 0, 0]);
  }, 60_000);
});
