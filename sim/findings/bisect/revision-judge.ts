import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../data/ops/fields.ts';
import { readInput } from '../../data/read-input.ts';
import { linkModules, type BuildCache } from './build-cache.ts';
import type { History } from './history.ts';
import { runStep } from './step-process.ts';
import { complaint, verdictOf, whyNoAnswer, type Verdict } from './verdict.ts';

/** What a revision has come to. */
export interface JudgedRevision {
  readonly hash: string;
  readonly verdict: Verdict;
  /** Whether its program was built for this; else it was kept, or is that of a revision before. */
  readonly isBuilt: boolean;
  /** Whether it wants other packages than are installed, with which it was run all the same. */
  readonly hasOtherLock: boolean;
}

/** How revisions are judged. */
export interface JudgeOptions {
  readonly history: History;
  readonly cache: BuildCache;
  /** The whole path of the trace. */
  readonly trace: string;
  /** Whole paths of modules of rules by which it is judged, too. */
  readonly rules?: readonly string[];
  /** Time for one replay, milliseconds. */
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

/** Time for one build, milliseconds. */
const BUILD_MS = 300_000;
const PACKAGE_BYTES_MAX = 2 ** 24;
/** What a build is kept of: the compiled program, and what says how it is read. */
const PARTS = ['dist', 'package.json'];

/** Builds the programs of revisions, and has them replay a trace. */
export class RevisionJudge {
  readonly #options: JudgeOptions;
  readonly #modules: string;
  /** By what a program is made of. */
  readonly #known = new Map<string, Verdict>();

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.#modules = join(options.history.root, 'node_modules');
  }

  /** What a revision says of the trace. Rejects with a UsageError where git fails. */
  async judge(hash: string): Promise<JudgedRevision> {
    const { history } = this.#options;
    const [program, hasOtherLock] = await Promise.all([history.programOf(hash), history.hasOtherLock(hash)]);
    const known = this.#known.get(program);
    if (known !== undefined) return { hash, verdict: known, isBuilt: false, hasOtherLock };
    const { verdict, isBuilt } = await this.#judgeProgram(hash, program);
    this.#known.set(program, verdict);
    return { hash, verdict, isBuilt, hasOtherLock };
  }

  async #judgeProgram(hash: string, program: string): Promise<{ readonly verdict: Verdict; readonly isBuilt: boolean }> {
    const { cache, trace, rules = [], timeoutMs, stop } = this.#options;
    // What is installed has a part in what is built.
    const key = `${program}\n${process.version}\n${textOf(join(this.#modules, '.package-lock.json'))}`;
    const kept = cache.find(key);
    const folder = kept ?? (await this.#build(hash, key));
    const isBuilt = kept === null;
    if (typeof folder !== 'string') return { verdict: folder, isBuilt };
    await linkModules(folder, this.#modules);
    const main = programOf(folder);
    if (main === null) return { verdict: { kind: 'skipped', why: 'it has no program varta-sim' }, isBuilt };
    const end = await runStep({
      args: [join(folder, main), 'replay', trace, '--json', ...rules.flatMap((path) => ['--rules', path])],
      cwd: folder,
      timeoutMs,
      stop,
    });
    return { verdict: verdictOf(end), isBuilt };
  }

  /** The folder of the build, or why there is none. */
  async #build(hash: string, key: string): Promise<string | Verdict> {
    const { history, cache, stop } = this.#options;
    const folder = cache.fresh();
    await history.writeOut(hash, folder);
    const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
    await linkModules(folder, this.#modules);
    if (!existsSync(join(folder, compiler))) return { kind: 'skipped', why: 'the compiler is not installed: run npm ci' };
    const end = await runStep({ args: [compiler, '-b', 'sim'], cwd: folder, timeoutMs: BUILD_MS, stop });
    const why = whyNoAnswer(end, 'its build') ?? (end.code === 0 ? null : `it does not build: ${complaint(end)}`);
    if (why !== null) return { kind: 'skipped', why };
    if (!PARTS.every((part) => existsSync(join(folder, part)))) return { kind: 'skipped', why: 'its build leaves no program' };
    return cache.keep(key, folder, PARTS);
  }
}

/** Where the program of a build stands, as its package says; null if it has none. */
function programOf(folder: string): string | null {
  try {
    const { bin } = JSON.parse(textOf(join(folder, 'package.json'))) as { readonly bin?: unknown };
    const main = isObject(bin) ? (bin as Record<string, unknown>)['varta-sim'] : bin;
    return typeof main === 'string' && existsSync(join(folder, main)) ? main : null;
  } catch {
    return null;
  }
}

/** Empty for a file that cannot be read. */
function textOf(path: string): string {
  try {
    return readInput(path, PACKAGE_BYTES_MAX).toString('utf8');
  } catch {
    return '';
  }
}
