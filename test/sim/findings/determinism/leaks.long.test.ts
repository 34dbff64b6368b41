import { beforeAll, describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { Child } from '../../../../sim/process/child.ts';
import { Comparison } from '../../../../sim/findings/determinism/comparison.ts';
import { otherEnvironment } from '../../../../sim/process/environment.ts';
import { SOUND } from './leak.ts';
import type { LeakReport, LeakTasks } from './leak-host.ts';
import { ASKING_PRODUCTION, SILENT_PRODUCTION } from './production-leaks.ts';
import { ASKING_WORLDS, SILENT_WORLDS } from './world-leaks.ts';

const HOST = new URL('../../../../dist/test/sim/findings/determinism/leak-host.js', import.meta.url);
const WORLDS = [...ASKING_WORLDS, ...SILENT_WORLDS];
const ASKING = [...ASKING_PRODUCTION, ...ASKING_WORLDS].map(({ name }) => name);
const SILENT = [...SILENT_PRODUCTION, ...SILENT_WORLDS].map(({ name }) => name);
const NAMES = [...ASKING, ...SILENT];
/** What caught a leak, and at which step. */
interface Caught {
  readonly by: 'guard' | 'comparison' | 'nothing';
  readonly step: number;
}

async function reportsOf(isOther: boolean): Promise<ReadonlyMap<string, LeakReport>> {
  const host = new Child<LeakTasks>(HOST, { heapMb: 512, environment: isOther ? otherEnvironment() : null });
  const outcome = await host.ask('runAll', isOther);
  await host.kill();
  if (outcome === null || 'exit' in outcome) throw new Error(`${fileURLToPath(HOST)} ended early: ${outcome?.exit.got}`);
  return new Map(outcome.answer.map((report) => [report.name, report]));
}

/** Judges as a campaign does: the guard raises a finding in the run itself, the comparison holds two runs against each other. */
function judge(first: LeakReport, second: LeakReport): Caught {
  const { finding } = first;
  if (finding?.judge === 'determinism') return { by: 'guard', step: finding.step };
  const comparison = new Comparison();
  for (const line of first.lines) comparison.add('first', line);
  for (const line of second.lines) comparison.add('second', line);
  comparison.end('first', first.end);
  comparison.end('second', second.end);
  const { difference } = comparison;
  return difference === null ? { by: 'nothing', step: -1 } : { by: 'comparison', step: Math.max(0, difference.step) };
}

/** Where the leak is, by what the leak itself knows. A script makes its next operation when it is shown the last one. */
function stepsOf(name: string, { leakedAt }: LeakReport): readonly (number | null)[] {
  const world = WORLDS.find((leak) => leak.name === name);
  return world === undefined ? [leakedAt] : [Math.max(0, world.step - 1), world.step];
}

describe('a leak', () => {
  let here: ReadonlyMap<string, LeakReport>;
  let there: ReadonlyMap<string, LeakReport>;
  beforeAll(async () => {
    [here, there] = await Promise.all([reportsOf(false), reportsOf(true)]);
  }, 60_000);

  it('is planted in more than twenty-five ways, each under its own name', () => {
    expect(new Set(NAMES).size).toBe(NAMES.length);
    expect(NAMES.length).toBeGreaterThan(25);
  });

  it.each(ASKING)('%s is caught by the guard, at the step that asks', (name) => {
    const report = here.get(name) as LeakReport;
    const caught = judge(report, there.get(name) as LeakReport);
    expect(caught.by).toBe('guard');
    expect(stepsOf(name, report)).toContain(caught.step);
  });

  it.each(SILENT)('%s is caught by comparing, at the first step that differs', (name) => {
    const report = here.get(name) as LeakReport;
    const caught = judge(report, there.get(name) as LeakReport);
    expect(caught.by).toBe('comparison');
    expect(stepsOf(name, report)).toContain(caught.step);
  });

  it('is not seen where there is none', () => {
    const report = here.get(SOUND) as LeakReport;
    expect(judge(report, there.get(SOUND) as LeakReport)).toEqual({ by: 'nothing', step: -1 });
    expect([report.finding, report.lines.length]).toEqual([null, 2501]);
  });
});
