import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

/** What the program of a commit does when it is asked to replay. */
export type Kind = 'holds' | 'fails' | 'does not build' | 'knows nothing of it' | 'is killed' | 'hangs' | 'changes a text';

const DECLARED = `declare const console: { log(text: string): void; error(text: string): void };
declare const process: { exitCode: number; pid: number; argv: string[]; kill(pid: number, signal: string): void };
declare function setInterval(work: () => void, ms: number): void;
`;
const HOLDS = `console.log('{"finding":null}');`;
const PROGRAMS: Readonly<Record<Kind, string>> = {
  holds: HOLDS,
  'changes a text': HOLDS,
  fails: `console.log('{"finding":{"judge":"invariant","rule":"broken","op":"poll","reason":"of the test"}}');\nprocess.exitCode = 10;`,
  'does not build': 'const text: string = 1;',
  'knows nothing of it': `console.error('varta-sim: line 2: unknown key');\nprocess.exitCode = 20;`,
  'is killed': `process.kill(process.pid, 'SIGKILL');`,
  hangs: 'setInterval(() => {}, 1000);',
};
const PACKAGE = '{"name":"small","type":"module","bin":{"varta-sim":"dist/sim/main.js"}}';
const CONFIG = JSON.stringify({
  compilerOptions: {
    outDir: '../dist/sim',
    rootDir: '.',
    module: 'NodeNext',
    target: 'ES2022',
    types: [],
    lib: ['ES5'],
    skipLibCheck: true,
    strict: true,
    noEmitOnError: true,
  },
  files: ['main.ts'],
});

/** A git repository with one commit for each kind, in a folder of its own; each commit's subject is its number and its kind. */
export class SmallRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'bisect-test-'));
  readonly trace = join(this.folder, 'trace.ndjson');
  /** Whole hashes, from the first commit on. */
  readonly hashes: readonly string[];

  constructor(kinds: readonly Kind[]) {
    this.#git(['init', '--quiet', '--initial-branch', 'main']);
    this.#git(['fast-import', '--quiet'], kinds.map((kind, at) => commit(kind, at)).join(''));
    this.#git(['read-tree', 'main']);
    this.#git(['checkout-index', '--all', '--quiet']);
    this.hashes = this.#git(['rev-list', '--reverse', 'main']).trim().split('\n');
    symlinkSync(MODULES, join(this.folder, 'node_modules'));
    writeFileSync(this.trace, `${HEADER}\n{"op":"new","capacity":1,"policy":"strict","window":1}\n`);
  }

  /** Everything that git knows of the checkout and of worktrees, and everything that lies in its folder. */
  state(): string {
    const files = execFileSync('find', ['.', '-name', 'node_modules', '-prune', '-o', '-type', 'f', '-printf', '%p %s %T@\n'], {
      cwd: this.folder,
      timeout: 10_000,
    });
    return `${this.#git(['worktree', 'list', '--porcelain'])}\n${this.#git(['for-each-ref'])}\n${files.toString().split('\n').sort().join('\n')}`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #git(args: readonly string[], input = ''): string {
    return execFileSync('git', ['-c', 'core.hooksPath=/dev/null', ...args], { cwd: this.folder, input, encoding: 'utf8', timeout: 10_000 });
  }
}

const HEADER = '{"trace":1,"name":"small","why":"","seed":"","scenario":"","commit":"","finding":null,"digest":""}';

/** A commit for git fast-import. Each fails by another reason, so that no two programs are the same but those that change a text. */
function commit(kind: Kind, at: number): string {
  const subject = `${at} ${kind}`;
  const program = `${DECLARED}${PROGRAMS[kind]}\n${kind === 'changes a text' ? '' : `// ${at}\n`}`;
  const file = (path: string, text: string): string => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  return [
    'commit refs/heads/main\n',
    `author A <a@example.org> ${1_700_000_000 + 60 * at} +0200\n`,
    `committer C <c@example.org> ${1_800_000_000 + 60 * at} +0000\n`,
    `data ${Buffer.byteLength(subject)}\n${subject}\n`,
    file('package.json', PACKAGE),
    file('sim/tsconfig.json', CONFIG),
    file('sim/main.ts', program),
    file('README.md', subject),
    '\n',
  ].join('');
}
