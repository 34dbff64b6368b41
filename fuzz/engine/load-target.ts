import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hookRequire } from 'istanbul-lib-hook';
import type { hearMarks } from '../mark.ts';
import type { FuzzTarget } from '../targets/target.ts';
import type { Build } from './build.ts';
import { Counters } from './counters.ts';
import type { InstrumentedCode } from './instrument.ts';

/** A target whose code counts what it does. */
export interface CountedTarget {
  readonly target: FuzzTarget;
  readonly counters: Counters;
  /** Sets who hears of the target's marks. */
  readonly hear: typeof hearMarks;
}

let counters: Counters | null = null;

/**
 * Loads a target with instrumented code. What is loaded stays for as long as the thread does, so that a second target of
 * the build shares the counters. Throws if there is no such target.
 */
export function loadTarget(build: Build, code: InstrumentedCode, name: string): CountedTarget {
  counters ??= countFrom(code);
  const load = createRequire(import.meta.url);
  const { TARGETS } = load(join(build.folder, build.targets)) as { readonly TARGETS: readonly FuzzTarget[] };
  const { hearMarks: hear } = load(join(build.folder, build.marks)) as { readonly hearMarks: typeof hearMarks };
  const target = TARGETS.find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`there is no target ${name} in ${build.folder}`);
  return { target, counters, hear };
}

/** Counters that the instrumented code will find when it is loaded in the place of the plain one. */
function countFrom(code: InstrumentedCode): Counters {
  const fresh = new Counters();
  fresh.install();
  hookRequire(
    (file) => Object.hasOwn(code, file),
    (_plain, { filename }) => code[filename],
  );
  return fresh;
}
