import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Op } from '../../../sim/data/ops/op.ts';
import { infectionOf } from '../../../sim/insight/infection.ts';
import { runWhole } from '../../../sim/insight/tail.ts';
import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { knownInfection } from './known-infection.ts';

const ROOT = join(import.meta.dirname, '../../..');

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'sim'], { cwd: ROOT });
}, 60_000);

/** One bug in so many is looked into; docs/locate.md has the count for all. */
const EVERY = 12;
const STEPS_OFF_MAX = 5;

/** What locate says of the first run that a bug fails, and what is known: operations, null for a bug that no run of seed 1 shows. */
async function infections(at: number): Promise<{ readonly name: string; readonly told: number; readonly known: number } | null> {
  const mutant = MUTANTS[at];
  const { production, dispose } = await loadMutant(mutant, join(ROOT, 'dist'));
  try {
    for (const { name } of SCENARIOS) {
      const ops: Op[] = [];
      const settings = { check: 'cheap', knobs: {}, stepsMax: null, scenarios: [{ name, fileText: null }] } as const;
      const onOp = (op: Op): void => void ops.push('bytes' in op ? { ...op, bytes: op.bytes.slice() } : { ...op });
      const { finding } = runWhole({ settings, seed: '1' }, production, { onOp });
      if (finding !== null)
        return { name: mutant.name, told: infectionOf(ops, production)?.step ?? -1, known: knownInfection(ops, production) };
    }
    return null;
  } finally {
    dispose();
  }
}

describe('infectionOf() on planted bugs', () => {
  it('is within five operations of the first that differs from the code of src, for nine in ten', async () => {
    const told = [];
    for (let at = 0; at < MUTANTS.length; at += EVERY) if (MUTANTS[at].crashesProcess !== true) told.push(await infections(at));
    const shown = told.filter((one) => one !== null);
    expect(shown.length).toBeGreaterThan(8);
    const off = shown.filter((one) => Math.abs(one.told - one.known) > STEPS_OFF_MAX);
    expect(off.slice(Math.floor(shown.length / 10))).toEqual([]);
  }, 300_000);
});
