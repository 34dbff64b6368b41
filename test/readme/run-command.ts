import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changeLinked, linkTree } from '../support/link-tree.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DIFF = /```diff\n--- (\S+)\n([\s\S]*?)```/g;
const PROGRAM = /```js\n([\s\S]*?)```/g;
/** A script of `package.json` with arguments, and the command of the program that it is. */
const SCRIPT = /^npm run (?:-s )?(sim|replay|varta-sim) --/;
const COMMAND_OF: Readonly<Record<string, string>> = { sim: 'run', replay: 'replay', 'varta-sim': '' };

/** Runs the commands of the README as it says, each from what was just built. */
export class CommandRunner {
  readonly #folders: string[] = [];
  /** Scripts that npm has run: it takes a third of a second each time to start the same program. */
  readonly #scripts = new Set<string>();
  /** The planted copy that the last command ran in, so that a replay finds the trace of the run before it. */
  #planted: { readonly diff: string; readonly folder: string } | null = null;

  /** What a command prints to standard output. `around` is the page above it: a diff there is planted in the code. */
  output(command: string, around: string): string {
    const diff = sinceHeading(around, DIFF);
    if (diff !== undefined) return this.#runPlanted(command, diff);
    if (command === 'node watch.mjs') return this.#program(sinceHeading(around, PROGRAM)?.[1] ?? '');
    const script = SCRIPT.exec(command)?.[1];
    if (script !== undefined && this.#scripts.has(script)) return shell(withoutNpm(command), ROOT);
    if (script !== undefined) this.#scripts.add(script);
    return shell(command, ROOT);
  }

  /** Removes what was made for the commands. */
  close(): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  #folder(): string {
    // Inside the project, so that packages are found from there; in dist, so that nothing else looks at it.
    const folder = mkdtempSync(join(ROOT, 'dist/readme-'));
    this.#folders.push(folder);
    return folder;
  }

  #program(text: string): string {
    const folder = this.#folder();
    writeFileSync(join(folder, 'watch.mjs'), text);
    return shell('node watch.mjs', folder);
  }

  #runPlanted(command: string, [, path, lines]: RegExpExecArray): string {
    if (this.#planted?.diff !== lines) {
      const folder = this.#folder();
      // A project of its own: what is found there is saved there.
      cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
      for (const room of ['src', 'sim']) linkTree(join(ROOT, 'dist', room), join(folder, 'dist', room));
      plant(join(folder, 'dist', path.replace(/\.ts$/, '.js')), lines);
      this.#planted = { diff: lines, folder };
    }
    return shell(withoutNpm(command), this.#planted.folder);
  }
}

/** What a script carries out, from the folder of the project. */
function withoutNpm(command: string): string {
  return command.replace(SCRIPT, (_whole, name: string) => `node dist/sim/cli/main.js ${COMMAND_OF[name]}`);
}

function sinceHeading(around: string, pattern: RegExp): RegExpExecArray | undefined {
  const section = around.slice(Math.max(0, around.lastIndexOf('\n## ')));
  return [...section.matchAll(pattern)].at(-1);
}

/** Replaces the one line that the diff takes away by the one that it puts there. */
function plant(file: string, diff: string): void {
  const [removed] = /^-(.*)$/m.exec(diff)?.slice(1) ?? [];
  const [added] = /^\+(.*)$/m.exec(diff)?.slice(1) ?? [];
  const times = readFileSync(file, 'utf8').split(removed.trim()).length - 1;
  if (times !== 1) throw new Error(`the planted line must stand once in ${file}, got ${times}`);
  changeLinked(file, removed.trim(), added.trim());
}

function shell(command: string, cwd: string): string {
  const quiet = command.replace(/^npm run (?!-s)/, 'npm run -s ').replace(/\bnpx varta-sim\b/, 'npm run -s varta-sim --');
  const { stdout, error } = spawnSync(quiet, {
    cwd,
    shell: true,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    timeout: 120_000,
  });
  if (error !== undefined) throw error;
  return stdout;
}
