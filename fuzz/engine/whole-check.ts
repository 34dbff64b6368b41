import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Production } from '../../sim/subject/production.ts';
import type { Build } from './build.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { crashOf, type Crash } from './crash.ts';
import { clearColumns, type CountedTarget } from './load-target.ts';

/**
 * Runs inputs with every rule, those on work too: on the target that is fuzzed, with accesses to arrays counted in production code that is
 * not instrumented, so that code which has met counted arrays is not the code that is fuzzed. That is loaded when it is asked first; all
 * else is compiled already.
 */
export class WholeCheck {
  readonly #build: Build;
  readonly #loaded: CountedTarget;
  readonly #fuzz: NonNullable<FuzzTarget['fuzzCounted']>;
  #counts: Production | undefined;

  /** For the target that was loaded from the build, and its `fuzzCounted`. */
  constructor(build: Build, loaded: CountedTarget, fuzz: NonNullable<FuzzTarget['fuzzCounted']>) {
    this.#build = build;
    this.#loaded = loaded;
    this.#fuzz = fuzz;
  }

  /** What an input does that it must not do; null for nothing. It leaves no trace in what was reached. */
  async crashOf(input: Uint8Array): Promise<Crash | null> {
    const { columns, onFeature } = this.#loaded;
    this.#counts ??= await this.#load();
    const listener = onFeature(null);
    try {
      this.#fuzz(input, this.#counts);
      return null;
    } catch (error) {
      return crashOf(error);
    } finally {
      onFeature(listener);
      clearColumns(columns);
    }
  }

  async #load(): Promise<Production> {
    const { root, production } = this.#build;
    const own = (await import(pathToFileURL(join(root, production)).href)) as typeof import('../../sim/subject/production.ts');
    return own.COPYABLE_PRODUCTION;
  }
}
