import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../sim/data/write-whole.ts';
import { contentName } from './corpus-folder.ts';
import type { InstrumentedBuild } from './instrument.ts';

/** A value that a target reported, under a name. */
export type ReportedValue = readonly [name: string, value: number];

/** What an input reached when it ran. */
export interface KnownInput {
  /** Its features of hit counters and comparisons. */
  readonly features: readonly number[];
  /** What the target reported, each value once, in order; also those that did not count because their names had too many. */
  readonly reports: readonly ReportedValue[];
}

interface KnownFile {
  readonly key: string;
  readonly inputs: Readonly<Record<string, KnownInput>>;
}

/**
 * What the inputs of a corpus reached, kept beside the instrumented code: a target is pure, so that the same code and the same
 * input give the same, and the corpus need not run again before the first new input is made. An input that crashed is never
 * known.
 */
export class KnownFeatures {
  readonly #path: string;
  readonly #key: string;
  readonly #known: Readonly<Record<string, KnownInput>>;
  readonly #next: Record<string, KnownInput> = {};
  #hasNew = false;

  /** Reads what is known of a target; nothing where there is no file, or one of other code. O(file). */
  constructor({ folder, key }: InstrumentedBuild, target: string) {
    this.#path = join(folder, `known-${target}.json`);
    this.#key = key;
    const file = readFile(this.#path);
    this.#known = file?.key === key ? file.inputs : {};
  }

  /** What an input reached; null if it is not known. O(bytes). */
  of(input: Uint8Array): KnownInput | null {
    const name = contentName(input);
    if (!Object.hasOwn(this.#known, name)) return null;
    const known = this.#known[name];
    this.#next[name] = known;
    return known;
  }

  /** Takes what an input has reached. O(bytes). */
  learn(input: Uint8Array, reached: KnownInput): void {
    this.#next[contentName(input)] = reached;
    this.#hasNew = true;
  }

  /** What the input reached is not known any more. O(bytes). */
  forget(input: Uint8Array): void {
    delete this.#next[contentName(input)];
  }

  /** Writes what is known of the inputs that were asked for or learned, if any was learned. Without it the next start takes longer, and that is all. */
  async save(): Promise<void> {
    if (!this.#hasNew) return;
    const file: KnownFile = { key: this.#key, inputs: this.#next };
    await writeWhole(this.#path, Buffer.from(JSON.stringify(file)), { overwrite: true }).catch(() => {});
  }
}

function readFile(path: string): KnownFile | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as KnownFile;
  } catch {
    return null;
  }
}
