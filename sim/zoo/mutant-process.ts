import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serveTasks, writeLine } from '../process/in-child.ts';
import { readFixedTraces } from '../findings/corpus/filed-traces.ts';
import { SHRINK_RUNS, shrink as shrinkHere } from '../findings/shrink/shrink.ts';
import { hunt as huntHere, recordOps as recordHere, type Catch } from './detection.ts';
import type { At, HuntResult, HuntTask } from './mutant-task.ts';
import { importProduction } from './load-mutant.ts';

// A hunter: a process that hunts one planted bug after another and tells its parent how far it is, so that a bug that never
// comes to an end, or takes this process with it, is known for what it is.

/** Operations between two signs of life. */
const SIGN_STEPS = 256;

interface Tools {
  readonly hunt: typeof huntHere;
  readonly recordOps: typeof recordHere;
  readonly shrink: typeof shrinkHere;
}

/** The harness with which to hunt: this one, or that of the copy where the copy has one. */
async function toolsFor({ folder, isWhole }: HuntTask): Promise<Tools> {
  if (!isWhole) return { hunt: huntHere, recordOps: recordHere, shrink: shrinkHere };
  const load = async (path: string): Promise<object> => (await import(pathToFileURL(join(folder, path)).href)) as object;
  return { ...(await load('sim/zoo/detection.js')), ...(await load('sim/findings/shrink/shrink.js')) } as Tools;
}

let filed: ReturnType<typeof readFixedTraces> | null = null;

function report(at: At): void {
  writeLine('at', JSON.stringify(at));
}

async function carryOut(task: HuntTask): Promise<HuntResult> {
  const tools = await toolsFor(task);
  const production = await importProduction(task.folder);
  const traces = task.withFiled ? await (filed ??= readFixedTraces()) : [];
  const options = { production, without: new Set(task.without) };
  let runs = 0;
  let steps = 0;
  const startMs = performance.now();
  const caught = tools.hunt(task.seeds, {
    ...options,
    order: task.order,
    filed: traces,
    isHarnessChanged: task.isWhole,
    onOp: (scenario, seed, step) => {
      if (step === 0) runs++;
      if (step % SIGN_STEPS === 0) report([scenario, seed, step, runs, steps]);
      steps++;
    },
  });
  const found = { caught, ms: performance.now() - startMs };
  writeLine('found', JSON.stringify(found));
  return { ...found, shrunkTo: caught === null || caught.op === null || task.shrinkRunsMax === 0 ? null : shrinkCatch(caught) };

  function shrinkCatch({ scenario, seed, judge, rule, op }: Catch): number | null {
    let asked = 0;
    const { best } = tools.shrink(
      tools.recordOps(scenario, seed, options).map((each) => ({ op: each })),
      {
        production,
        runsMax: Math.min(task.shrinkRunsMax, SHRINK_RUNS),
        signature: `${judge}/${rule}/${op}`,
        shouldStop: () => {
          report([scenario, seed, 0, asked++, 0]);
          return false;
        },
      },
    );
    return best?.steps.length ?? null;
  }
}

const tasks = { hunt: carryOut };

/** What a hunter serves. */
export type MutantTasks = typeof tasks;

serveTasks(tasks);
