import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showMs } from '../../sim/data/duration.ts';
import { startWatched, type ProcessGroup } from '../../sim/subject/process-group.ts';
import { nameCommonJs } from '../engine/common-js.ts';
import { contentName, readCorpus } from '../engine/corpus-folder.ts';
import { EXIT_SIGNATURES } from '../engine/crash.ts';
import { PlainRunner } from '../engine/plain-runner.ts';
import type { CrashGroup, SessionOptions, SessionResult, SessionStats } from '../engine/session.ts';
import { JsfuzzLogReader } from './jsfuzz-log.ts';
import type { ShimOrder, ShimReport } from './shim.ts';

const STARTED = 'started';

/** Time for jsfuzz to end of itself after it was told to, milliseconds. */
const STOP_MS = 3000;

/** How jsfuzz's processes ended. */
interface Ending {
  readonly code: number | null;
  readonly report: ShimReport | null;
  readonly artifact: Uint8Array | null;
}

/**
 * The real jsfuzz, supervised: it works on a copy of the corpus in a folder of its own, its draws come from the seed, it ends
 * when its time or its runs are over, with everything that it started, and how it ended is inferred from what it left behind.
 */
export class JsfuzzSession {
  readonly #options: SessionOptions;
  readonly #folder: string;
  readonly #log = new JsfuzzLogReader();
  readonly #startMs = performance.now();
  #lastNewMs: number | null = null;
  #group: ProcessGroup | null = null;
  #hasStopped = false;
  #isInterrupted = false;
  #runs = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#folder = mkdtempSync(join(tmpdir(), 'varta-jsfuzz-'));
  }

  /** Where it stands. */
  get stats(): SessionStats {
    const { executions, covered, corpus } = this.#log.log;
    const now = performance.now();
    return {
      executions: Math.max(executions, this.#runs),
      corpus,
      covered,
      counters: 0,
      features: covered,
      lastKept: executions,
      elapsedMs: now - this.#startMs,
      sinceNewMs: this.#lastNewMs === null ? null : now - this.#lastNewMs,
      found: Math.max(0, corpus - this.#options.inputs.length),
      crashes: 0,
    };
  }

  /** Ends it with what there is so far. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#stop();
  }

  /** Runs jsfuzz until a bound is met, it finds something or somebody interrupts. */
  async run(): Promise<SessionResult> {
    const { timeMs } = this.#options;
    const timer = timeMs === null ? null : setTimeout(() => this.#stop(), timeMs);
    try {
      this.#prepare();
      return await this.#judge(await this.#supervise());
    } finally {
      if (timer !== null) clearTimeout(timer);
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  /** Lays out the folder in which jsfuzz works: the corpus, flat, and the file that it takes for the target. */
  #prepare(): void {
    const { build, target, runsMax, inputs } = this.#options;
    const corpus = join(this.#folder, 'corpus');
    mkdirSync(corpus);
    nameCommonJs(build.folder);
    for (const input of inputs) writeFileSync(join(corpus, contentName(input)), input);
    const targets = join(build.folder, build.targets);
    // It runs the corpus first.
    const runs = runsMax === null ? null : runsMax + inputs.length;
    const order: ShimOrder = {
      targets,
      target,
      runsMax: runs,
      report: join(this.#folder, 'report.json'),
      started: join(this.#folder, STARTED),
    };
    const shim = join(build.folder, build.shim);
    writeFileSync(join(this.#folder, 'package.json'), '{"type":"commonjs"}');
    writeFileSync(
      join(this.#folder, 'target.js'),
      `const order = ${JSON.stringify(order)};
exports.fuzz = require(${JSON.stringify(shim)}).shimFor(require(order.targets).TARGETS, order);
`,
    );
  }

  async #supervise(): Promise<Ending> {
    const { build, seed, timeoutMs, rssLimitMb } = this.#options;
    const program = createRequire(import.meta.url).resolve('jsfuzz/build/src/index.js');
    const artifact = join(this.#folder, 'artifact');
    const args = ['--require', join(build.folder, build.seededRandom), program, 'target.js', 'corpus'].concat(
      ['--exact-artifact-path', artifact, '--timeout', String(timeoutMs / 1000)],
      ['--rss-limit-mb', String(rssLimitMb)],
    );
    const { child, group } = startWatched(() =>
      spawn(process.execPath, args, {
        cwd: this.#folder,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, FUZZ_SEED: seed },
      }),
    );
    this.#group = group;
    if (this.#hasStopped) this.#stop();
    const hear = (text: string): void => {
      const { corpus } = this.#log.log;
      this.#log.read(text);
      if (this.#log.log.corpus > corpus) this.#lastNewMs = performance.now();
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    const { code, startFault } = await this.#group.ended;
    if (startFault !== null) throw new Error(startFault);
    const report = join(this.#folder, 'report.json');
    return {
      code,
      report: existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as ShimReport) : null,
      artifact: existsSync(artifact) ? readFileSync(artifact) : null,
    };
  }

  async #judge(ending: Ending): Promise<SessionResult> {
    this.#runs = ending.report?.runs ?? 0;
    const known = new Set(this.#options.inputs.map(contentName));
    const kept = readCorpus(join(this.#folder, 'corpus')).inputs;
    const found = kept.filter((input) => !known.has(contentName(input)));
    const claimed = this.#crashOf(ending);
    const doubt = claimed?.kind === 'hang' ? await this.#doubtOf(claimed.input) : null;
    const crash = doubt === null ? claimed : null;
    if (crash !== null) this.#options.onCrash?.(crash);
    const hasEnded = this.#hasStopped || ending.report?.isDone === true || crash !== null;
    return {
      stats: { ...this.stats, found: found.length, corpus: kept.length, crashes: crash === null ? 0 : 1 },
      kept,
      found,
      crashes: crash === null ? [] : [crash],
      broken:
        doubt ?? (hasEnded ? null : (ending.report?.late ?? `jsfuzz ended with code ${ending.code}: ${lastLine(this.#log.log.tail)}`)),
      isInterrupted: this.#isInterrupted,
    };
  }

  /**
   * Why a hang that jsfuzz tells of is none: it counts the loading of the target into the time of the first input, and the time
   * of the machine into that of any. Null if the input hangs on its own, too.
   */
  async #doubtOf(input: Uint8Array | null): Promise<string | null> {
    const { build, target, timeoutMs, rssLimitMb } = this.#options;
    const more = `--timeout above ${showMs(timeoutMs)} gives it more`;
    if (!existsSync(join(this.#folder, STARTED)))
      return `no hang: jsfuzz ended the target while it was being loaded, which it counts into the time of the first input; ${more}`;
    if (input === null) return null;
    const runner = new PlainRunner(build.plain, target, timeoutMs, rssLimitMb);
    try {
      const { crash } = await runner.run(input);
      if (crash?.signature === EXIT_SIGNATURES.hang) return null;
      return `no hang: jsfuzz saw no end of an input that ends in time on its own: its counters or this machine were slow; ${more}`;
    } finally {
      runner.close();
    }
  }

  /** What the target did, if it did anything; jsfuzz itself calls all of it a crash, or nothing at all. */
  #crashOf({ report, artifact }: Ending): CrashGroup | null {
    const { end } = this.#log.log;
    if (report?.crash) return { ...report.crash, kind: 'throw', input: artifact ?? Buffer.from(report.last, 'hex'), count: 1 };
    if (end === 'timeout') return { signature: EXIT_SIGNATURES.hang, detail: 'jsfuzz saw no end', kind: 'hang', input: artifact, count: 1 };
    if (end === 'memory')
      return { signature: EXIT_SIGNATURES['out-of-memory'], detail: 'jsfuzz saw it', kind: 'out-of-memory', input: artifact, count: 1 };
    if (end === 'killed' && !this.#hasStopped)
      return { signature: EXIT_SIGNATURES.exit, detail: 'its process was killed', kind: 'exit', input: artifact, count: 1 };
    // A target that ends the worker without output has run something, has not run everything, and was not told to end.
    if (report === null || report.isDone || report.late !== null || report.runs === 0 || this.#hasStopped) return null;
    const detail = `the target ended its process with code ${report.exitCode}`;
    return { signature: EXIT_SIGNATURES.exit, detail, kind: 'exit', input: Buffer.from(report.last, 'hex'), count: 1 };
  }

  #stop(): void {
    this.#hasStopped = true;
    this.#group?.signal('SIGINT');
    setTimeout(() => this.#group?.signal('SIGKILL'), STOP_MS).unref();
  }
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}
