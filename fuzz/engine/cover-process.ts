import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CoverageMapData } from 'istanbul-lib-coverage';
import { hookRequire } from 'istanbul-lib-hook';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { serveTasks } from '../../sim/process/in-child.ts';
import type { FuzzTarget } from '../targets/target.ts';
import type { Build } from './build.ts';
import { nameCommonJs } from './common-js.ts';
import { crashOf, type Crash } from './crash.ts';

// Runs inputs on the CommonJS of a build, instrumented by istanbul: for reports in its terms, where speed does not count.

let target: FuzzTarget | null = null;

function load({ build, target: name }: { readonly build: Build; readonly target: string }): void {
  nameCommonJs(build.folder);
  const parts = build.instrumented.map((part) => join(build.folder, part));
  const instrumenter = createInstrumenter({ compact: true, coverageVariable: 'istanbulCoverage' });
  hookRequire(
    (file) => parts.some((part) => file.startsWith(part)),
    (code, { filename }) => instrumenter.instrumentSync(code, filename),
  );
  const { TARGETS } = createRequire(import.meta.url)(join(build.folder, build.targets)) as { readonly TARGETS: readonly FuzzTarget[] };
  target = TARGETS.find((candidate) => candidate.name === name) ?? null;
  if (target === null) throw new Error(`there is no target ${name} in ${build.folder}`);
}

/** What is wrong with an input; null if nothing is. */
function run(input: Uint8Array): Crash | null {
  try {
    target?.fuzz(input);
    return null;
  } catch (error) {
    return crashOf(error);
  }
}

function coverage(_nothing: null): CoverageMapData {
  return (globalThis as { istanbulCoverage?: CoverageMapData }).istanbulCoverage ?? {};
}

const tasks = { load, run, coverage };

/** What it serves: a target, once; inputs, one by one; what they have covered. */
export type CoverTasks = typeof tasks;

serveTasks(tasks);
