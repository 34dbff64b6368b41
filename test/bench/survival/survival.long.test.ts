import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { loadProgram, ROOT } from './changed-program.ts';
import { GENERATOR_CHANGES, type GeneratorChange } from './generator-changes.ts';
import { findingOf, type PlantedFinding } from './planted-finding.ts';
import { surviveChange, type Survival } from './survival.ts';

const BUGS = [
  ['equal-nonce-accepted', 'lossy-network'],
  ['namespace-before-nonce', 'tracker-direct'],
  ['tombstones-kept', 'tiny-tables'],
] as const;

const planted: PlantedFinding[] = [];
const disposals: (() => void)[] = [];

beforeAll(async () => {
  for (const [bug, scenario] of BUGS) {
    const mutant = MUTANTS.find(({ name }) => name === bug);
    if (mutant === undefined) throw new Error(`there is no mutant ${bug}`);
    const { production, dispose } = await loadMutant(mutant, join(ROOT, 'dist'));
    disposals.push(dispose);
    const found = findingOf(bug, production, scenario, '1', 200);
    if (found === null) throw new Error(`${scenario} does not find ${bug}`);
    planted.push(found);
  }
}, 60_000);

afterAll(() => {
  for (const dispose of disposals) dispose();
});

async function survivalsOf(change: GeneratorChange | null): Promise<Survival[]> {
  const program = await loadProgram(change);
  disposals.push(program.dispose);
  return planted.map((one) => surviveChange(program, one));
}

function changeNamed(name: string): GeneratorChange {
  const change = GENERATOR_CHANGES.find((candidate) => candidate.name === name);
  if (change === undefined) throw new Error(`there is no change ${name}`);
  return change;
}

// A share of `npm run bench:survival`.
describe('a trace', () => {
  it('has a seed that leads to the same run as long as nothing changes', async () => {
    for (const survival of await survivalsOf(null))
      expect(survival).toEqual({ traces: 2, tracesKept: 2, seedHasMoved: false, seedFinds: true, seedFindsInTime: true });
  }, 60_000);

  it.each(['draw-at-birth', 'lists-from-the-back'])(
    'keeps its verdict and its signature when its seed means another run: %s',
    async (name) => {
      for (const survival of await survivalsOf(changeNamed(name)))
        expect(survival).toMatchObject({ traces: 2, tracesKept: 2, seedHasMoved: true });
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
    expect(survivals.map(({ tracesKept }) => tracesKept)).toEqual([0, 0, 0]);
  }, 60_000);
});
