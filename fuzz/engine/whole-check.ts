import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { copiersOf, Production } from '../../sim/subject/production.ts';
import type { Build } from './build.ts';
import { crashOf, type Crash } from './crash.ts';
import { clearColumns, type CountedTarget } from './load-target.ts';

/**
 * Runs inputs with every rule, those on work too: on the target that is fuzzed, with accesses to arrays counted in production code that is
 * not instrumented, so that code which has met counted arrays is not the code that is fuzzed. That is loaded when it is asked first. In a
 * copy of everything the first 200 inputs of `world` took 12 ms each, most of it for compiling what was compiled before.
 */
export class WholeCheck {
  readonly #build: Build;
  readonly #loaded: CountedTarget;
  #counts: Production | undefined;

  constructor(build: Build, loaded: CountedTarget) {
    this.#build = build;
    this.#loaded = loaded;
  }

  /** What an input does that it must not do; null for nothing. It leaves no trace in what was reached. */
  async crashOf(input: Uint8Array): Promise<Crash | null> {
    const { target, columns, onFeature } = this.#loaded;
    this.#counts ??= await this.#load();
    const listener = onFeature(null);
    try {
      target.fuzzCounted?.(input, this.#counts);
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
    const { PRODUCTION, copiersOf: copiersIn } = (await import(pathToFileURL(join(root, production)).href)) as {
      readonly PRODUCTION: Production;
      readonly copiersOf: typeof copiersOf;
    };
    const copiers = copiersIn(PRODUCTION);
    return { ...PRODUCTION, ...(copiers !== null && { copiers }) };
  }
}
