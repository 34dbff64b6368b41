import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FLAGS = ['--single-threaded', '--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];

/** The compiled project. */
export const COMPILED = join(import.meta.dirname, '../../../dist');

/** What a program that measures memory tells. */
export interface Measured<Kind extends string> {
  /** Bytes that a round of each kind allocates. */
  readonly allocated: Readonly<Record<Kind, number>>;
  /** Bytes by which the heap grows over many. */
  readonly grown: number;
}

/** Measures the code at a path in a process of its own, by one of the programs of this folder. */
export async function measured<Kind extends string>(program: string, path: string): Promise<Measured<Kind>> {
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, join(COMPILED, 'test/src/memory', program), path]);
  return JSON.parse(stdout) as Measured<Kind>;
}
