import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { setFeatureListener } from '../feature.ts';
import type { FuzzTarget } from '../targets/target.ts';
import type { Build } from './build.ts';
import { columnsOfThread, type Columns } from './columns.ts';
import type { InstrumentedBuild } from './instrument.ts';

/** A target whose code counts what it does. */
export interface CountedTarget {
  readonly target: FuzzTarget;
  readonly columns: Columns;
  /** Sets the listener for the features that the target reports. */
  readonly onFeature: typeof setFeatureListener;
}

/**
 * Loads a target with instrumented code. What is loaded stays for as long as the thread does. Rejects if there is no such
 * target.
 */
export async function loadTarget(build: Build, { folder, files }: InstrumentedBuild, name: string): Promise<CountedTarget> {
  const columns = columnsOfThread();
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(folder, path)).href);
  // Alone where it has a module of its name, beside what it is not made of.
  const alone = join(dirname(build.targets), `${name}.js`);
  const exported = (await load(files.includes(alone) ? alone : build.targets)) as Readonly<
    Record<string, FuzzTarget | readonly FuzzTarget[]>
  >;
  const { setFeatureListener: onFeature } = (await load(build.features)) as { readonly setFeatureListener: typeof setFeatureListener };
  const target = Object.values(exported)
    .flat()
    .find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`there is no target ${name} in ${build.root}`);
  // What was counted while it was loaded is none of its doing.
  columns.hits.fill(0);
  columns.near.fill(0);
  return { target, columns, onFeature };
}
