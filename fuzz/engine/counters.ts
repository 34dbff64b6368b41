import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FileCoverageData } from 'istanbul-lib-coverage';
import { hookRequire } from 'istanbul-lib-hook';
import type { setFeatureListener } from '../feature.ts';
import type { FuzzTarget } from '../targets/target.ts';
import type { CounterColumn } from './fuzz-loop.ts';
import type { Build } from './build.ts';
import type { InstrumentedCode } from './instrument.ts';

const COUNTERS_MAX = 1 << 16;

/**
 * The counters of all instrumented files in one column. istanbul puts an object of plain counters for each file into a
 * global table; here a table stands in its place that swaps them for views of the column. To clear and to compare the
 * counters is then one walk over an array of integers, a hundred times as fast as over the objects.
 */
export class Counters implements CounterColumn {
  readonly counters = new Uint32Array(COUNTERS_MAX);
  readonly #files = new Map<string, FileCoverageData>();
  #used = 0;

  get used(): number {
    return this.#used;
  }

  /** Puts the table where instrumented code looks for it. */
  install(): void {
    const table = new Proxy<Record<string, unknown>>(
      {},
      { set: (held, path, data) => Reflect.set(held, path, this.#take(String(path), data as FileCoverageData)) },
    );
    Object.defineProperty(globalThis, '__coverage__', { value: table });
  }

  /** What was reached in every file, by its path, as istanbul's reports take it: 1 where it was, 0 elsewhere. O(counters). */
  toCoverage(isReached: (counter: number) => boolean): Record<string, FileCoverageData> {
    return Object.fromEntries([...this.#files].map(([path, data]) => [path, reachedIn(data, isReached)]));
  }

  #take(path: string, data: FileCoverageData): FileCoverageData {
    const counted = {
      ...data,
      s: this.#column(Object.keys(data.s).length),
      f: this.#column(Object.keys(data.f).length),
      b: Object.values(data.b).map((branch) => this.#column(branch.length)),
    } as unknown as FileCoverageData;
    this.#files.set(path, counted);
    return counted;
  }

  #column(length: number): Uint32Array {
    const from = this.#used;
    this.#used += length;
    if (this.#used > COUNTERS_MAX) throw new RangeError(`Cannot count coverage: there are more than ${COUNTERS_MAX} counters`);
    return this.counters.subarray(from, this.#used);
  }
}

function reachedIn(data: FileCoverageData, isReached: (counter: number) => boolean): FileCoverageData {
  const reached = (view: unknown): number[] => {
    const column = view as Uint32Array;
    const from = column.byteOffset / column.BYTES_PER_ELEMENT;
    return Array.from(column, (_, at) => (isReached(from + at) ? 1 : 0));
  };
  return {
    path: data.path,
    statementMap: data.statementMap,
    fnMap: data.fnMap,
    branchMap: data.branchMap,
    s: Object.fromEntries(reached(data.s).entries()),
    f: Object.fromEntries(reached(data.f).entries()),
    b: Object.fromEntries(Object.entries(data.b).map(([id, branch]) => [id, reached(branch)])),
  };
}

/** A target whose code counts what it does. */
export interface CountedTarget {
  readonly target: FuzzTarget;
  readonly counters: Counters;
  /** Sets the listener for the features that the target reports. */
  readonly onFeature: typeof setFeatureListener;
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
  const { setFeatureListener: onFeature } = load(join(build.folder, build.features)) as {
    readonly setFeatureListener: typeof setFeatureListener;
  };
  const target = TARGETS.find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`there is no target ${name} in ${build.folder}`);
  return { target, counters, onFeature };
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
