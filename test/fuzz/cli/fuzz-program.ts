import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callNode, type Said } from '../../support/call-program.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TIMEOUT_MS = 60_000;

/** Time for a test that calls the program more than once, on a machine that has other things to do. */
export const PATIENCE_MS = 150_000;

const folders: string[] = [];

/** The command over the planted targets, as `tsc -b` has built it, in a folder of its own. */
export class FuzzProgram {
  readonly folder: string;
  readonly #program: string;

  /** Over the planted targets, unless another program is named, from the root of the build. */
  constructor(program = 'test/fuzz/planted/main.js') {
    this.folder = mkdtempSync(join(tmpdir(), 'fuzz-test-'));
    this.#program = join(ROOT, 'dist', program);
    folders.push(this.folder);
  }

  /** Takes away what all of them left behind. */
  static removeAll(): void {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }

  /** Calls the program; `whenBegun` is handed the process as soon as there is one. */
  call(args: readonly string[], whenBegun: (child: ChildProcess) => void = () => {}): Promise<Said> {
    const options = { cwd: this.folder, timeoutMs: TIMEOUT_MS, whenBegun };
    return callNode(['--enable-source-maps', this.#program, ...args], options);
  }

  /** Names of what is in a folder, in order; none if it is not there. */
  list(name: string): readonly string[] {
    try {
      return readdirSync(join(this.folder, name)).sort((a, b) => (a < b ? -1 : 1));
    } catch {
      return [];
    }
  }

  /** The first file of a folder whose name ends so. */
  read(folder: string, ending: string): Buffer {
    const name = this.list(folder).find((candidate) => candidate.endsWith(ending));
    return readFileSync(join(this.folder, folder, name ?? ending));
  }
}

/** Processes of jobs that have lost this parent, by number; none where the system does not tell. */
export function orphansOf(parent: number | undefined): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => {
      if (!/^\d+$/.test(name)) return false;
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
        return words.some((word) => word.endsWith('-process.js')) && words.includes(String(parent));
      } catch {
        return false;
      }
    });
  } catch {
    return [];
  }
}
