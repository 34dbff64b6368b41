import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callNode, type Said } from '../../support/call-program.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TIMEOUT_MS = 20_000;

/** How to call the program. */
export interface CallOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with everything on standard error so far, each time that there is more. */
  readonly onErr?: (err: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** The program built into a folder of its own, from the code as it is now. */
export class BuiltProgram {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static build(): BuiltProgram {
    const program = BuiltProgram.#empty();
    const { folder } = program;
    const compilerOptions = {
      rootDir: ROOT,
      outDir: folder,
      composite: false,
      noCheck: true,
      declaration: false,
      declarationMap: false,
      sourceMap: false,
      inlineSources: false,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      resolveJsonModule: true,
    };
    const include = ['src', 'sim'].flatMap((room) => [join(ROOT, room, '**/*.ts'), join(ROOT, room, '**/*.json')]);
    const exclude = ['src', 'src/node', 'sim'].map((room) => join(ROOT, room, 'tsconfig.json'));
    const config = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions,
      include,
      exclude,
      files: [join(ROOT, 'sim/cli/main.ts')],
      references: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', folder], { timeout: 60_000 });
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
    for (const room of ['src', 'sim']) cpSync(join(this.folder, room), join(copy.folder, room), { recursive: true });
    const path = join(copy.folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(sound)) throw new Error(`${file} has no ${sound}`);
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
