import type { FuzzTarget } from '../targets/target.ts';
import type { Build } from './build.ts';
import { crashOf, type Crash } from './crash.ts';

/**
 * Runs inputs with every rule: on the target as it is meant to run, so that code which has met counted arrays is not the code that is
 * fuzzed. It is loaded when it is asked first.
 */
export class WholeCheck {
  readonly #build: Build;
  readonly #name: string;
  #target: FuzzTarget | undefined;

  constructor(build: Build, name: string) {
    this.#build = build;
    this.#name = name;
  }

  /** What an input does that it must not do; null for nothing. */
  async crashOf(input: Uint8Array): Promise<Crash | null> {
    const { plain } = this.#build;
    this.#target ??= ((await import(plain)) as { readonly TARGETS: readonly FuzzTarget[] }).TARGETS.find(({ name }) => name === this.#name);
    try {
      this.#target?.fuzz(input);
      return null;
    } catch (error) {
      return crashOf(error);
    }
  }
}
