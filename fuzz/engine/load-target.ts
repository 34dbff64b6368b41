import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { setFeatureListener, setRepeater } from '../feature.ts';
import type { FuzzTarget } from '../targets/target.ts';
import type { Build } from './build.ts';
import { columnsOfThread, type Columns } from './columns.ts';
import type { InstrumentedBuild } from './instrument.ts';
import { Repeats } from './repeats.ts';

/** What a build's module of features exports. */
interface FeatureModule {
  readonly setFeatureListener: typeof setFeatureListener;
  readonly setRepeater: typeof setRepeater;
}

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
export async function loadTarget(
  build: Build,
  { folder, files, hits, comparisons }: InstrumentedBuild,
  name: string,
): Promise<CountedTarget> {
  const columns = columnsOfThread();
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(folder, path)).href);
  // Alone where it has a module of its name, beside what it is not made of.
  const alone = join(dirname(build.targets), `${name}.js`);
  const exported = (await load(files.includes(alone) ? alone : build.targets)) as Readonly<
    Record<string, FuzzTarget | readonly FuzzTarget[]>
  >;
  const { setFeatureListener: onFeature, setRepeater: onRepeat } = (await load(build.features)) as FeatureModule;
  const target = Object.values(exported)
    .flat()
    .find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`there is no target ${name} in ${build.root}`);
  onRepeat(new Repeats(columns, hits, comparisons).run);
  // What was counted while it was loaded is none of its doing.
  clearColumns(columns);
  return { target, columns, onFeature };
}

/** Forgets what instrumented code has written. */
export function clearColumns({ hits, near }: Columns): void {
  hits.fill(0);
  near.fill(0);
}
