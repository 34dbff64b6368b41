import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callNode, type Said } from '../../support/call-program.ts';
import { changedSince, changeLinked, isRun, linkTree } from '../../support/link-tree.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ROOMS = ['src', 'sim'];
const TIMEOUT_MS = 20_000;

/** How to call the program. */
export interface CallOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with everything on standard error so far, each time that there is more. */
  readonly onErr?: (err: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Called when it has begun. */
  readonly whenBegun?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** The program as `npm test` has built it, in a folder of its own. */
export class BuiltProgram {
  readonly folder: string;
  readonly #built: string;
  readonly #sinceMs: number;

  private constructor(folder: string, built: string, sinceMs: number) {
    this.folder = folder;
    this.#built = built;
    this.#sinceMs = sinceMs;
  }

  static build(): BuiltProgram {
    return BuiltProgram.#from(join(ROOT, 'dist'));
  }

  static #from(built: string): BuiltProgram {
    // Before the links are made, which takes longer than the clock of the file system lags behind.
    const sinceMs = Date.now();
    const folder = mkdtempSync(join(tmpdir(), 'program-test-'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const room of ROOMS) linkTree(join(built, room), join(folder, room), isRun);
    return new BuiltProgram(folder, built, sinceMs);
  }

  /** A copy of the program in which one text of one file is replaced: a planted fault. */
  withFault(file: string, sound: string, broken: string): BuiltProgram {
    const copy = BuiltProgram.#from(this.folder);
    changeLinked(join(copy.folder, file), sound, broken);
    return copy;
  }

  /** Removes the folder. Throws where a file of the program was written into, which stands elsewhere, too: see {@link linkTree}. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    // A program with a fault is removed before those that were made of it, and pages are built anew by tests of their own.
    const rooms = existsSync(this.#built) ? ROOMS.map((room) => join(this.#built, room)) : [];
    const changed = rooms.flatMap((room) => changedSince(room, this.#sinceMs, isRun)).filter((path) => !path.includes('/view/bundles/'));
    if (changed.length > 0) throw new Error(`written into by a test, or built anew beside it: ${changed.join(', ')}`);
  }

  /** Calls the program in its own folder. It is killed, and the code null, if it takes longer than 20 s. */
  call(args: readonly string[], { env = {}, onErr, whenBegun }: CallOptions = {}): Promise<Said> {
    return callNode([join(this.folder, 'sim/cli/main.js'), ...args], {
      cwd: this.folder,
      env,
      timeoutMs: TIMEOUT_MS,
      whenBegun: (child) => {
        whenBegun?.((signal) => child.kill(signal));
        let err = '';
        child.stderr?.on('data', (text: string) => onErr?.((err += text), (signal) => child.kill(signal)));
      },
    });
  }
}
