import { cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callNode, type Said } from '../../support/call-program.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ROOMS = ['src', 'sim'];
const TIMEOUT_MS = 20_000;

/** How to call the program. */
export interface CallOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with everything on standard error so far, each time that there is more. */
  readonly onErr?: (err: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** The same files under other names: a copy that takes a tenth of the time. */
function linkTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const link = entry.isDirectory() ? linkTree : linkSync;
    link(join(from, entry.name), join(to, entry.name));
  }
}

/** The program as `npm test` has built it, in a folder of its own. */
export class BuiltProgram {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static build(): BuiltProgram {
    const program = BuiltProgram.#empty();
    const isCode = (path: string): boolean => !/\.(?:map|d\.ts|tsbuildinfo)$/.test(path);
    for (const room of ROOMS) cpSync(join(ROOT, 'dist', room), join(program.folder, room), { recursive: true, filter: isCode });
    return program;
  }

  static #empty(): BuiltProgram {
    const folder = mkdtempSync(join(tmpdir(), 'program-test-'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    return new BuiltProgram(folder);
  }

  /** A copy of the program in which one text of one file is replaced: a planted fault. */
  withFault(file: string, sound: string, broken: string): BuiltProgram {
    const copy = BuiltProgram.#empty();
    for (const room of ROOMS) linkTree(join(this.folder, room), join(copy.folder, room));
    const path = join(copy.folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(sound)) throw new Error(`${file} has no ${sound}`);
    // A file of its own in place of the shared one.
    rmSync(path);
    writeFileSync(path, text.replace(sound, broken));
    return copy;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Calls the program in its own folder. It is killed, and the code null, if it takes longer than 20 s. */
  call(args: readonly string[], { env = {}, onErr }: CallOptions = {}): Promise<Said> {
    return callNode([join(this.folder, 'sim/cli/main.js'), ...args], {
      cwd: this.folder,
      env,
      timeoutMs: TIMEOUT_MS,
      whenBegun: (child) => {
        let err = '';
        child.stderr?.on('data', (text: string) => onErr?.((err += text), (signal) => child.kill(signal)));
      },
    });
  }
}
