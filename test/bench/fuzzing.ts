import { runAsProcess, runCommand, type Command } from '../../sim/data/command-line/program.ts';
import { formatTable, withCommas } from '../../sim/report/table.ts';
import { BUILD, type Build } from '../../fuzz/engine/build.ts';
import { readCorpus } from '../../fuzz/engine/corpus-folder.ts';
import { Session, type SessionOptions, type SessionResult } from '../../fuzz/engine/session.ts';
import { JsfuzzSession } from '../../fuzz/jsfuzz/jsfuzz-session.ts';
import { PLANTED_BUILD } from '../fuzz/planted/build.ts';
import { PLANTED } from '../fuzz/planted/targets.ts';
import { runBareJsfuzz, type BenchRun } from './bare-jsfuzz.ts';
import { quantile } from './figures.ts';

// Executions a second, and time to find each planted bug: our engine, jsfuzz supervised, jsfuzz as it comes:
// npm run bench:fuzz.

type Engine = (build: Build, target: string, seed: string, timeMs: number, inputs: readonly Uint8Array[]) => Promise<BenchRun>;

async function optionsOf(
  build: Build,
  target: string,
  seed: string,
  timeMs: number,
  inputs: readonly Uint8Array[],
): Promise<SessionOptions> {
  const { TARGETS } = (await import(build.plain)) as typeof import('../fuzz/planted/targets.ts');
  const lengthMax = TARGETS.find(({ name }) => name === target)?.lengthMax ?? 4096;
  const bounds = { runsMax: null, timeMs, lengthMax, timeoutMs: 10_000, rssLimitMb: 2048, jobs: 1, goesOn: false };
  return { build, target, seed, inputs, ...bounds };
}

function benchRun({ stats, crashes, broken }: SessionResult): BenchRun {
  if (broken !== null) throw new Error(broken);
  return { executions: stats.executions, elapsedMs: stats.elapsedMs, hasFound: crashes.length > 0 };
}

const ENGINES: Readonly<Record<string, Engine>> = {
  default: async (...order) => benchRun(await new Session(await optionsOf(...order)).run()),
  '--engine jsfuzz': async (...order) => benchRun(await new JsfuzzSession(await optionsOf(...order)).run()),
  'jsfuzz as it comes': (build, target, _seed, timeMs, inputs) => runBareJsfuzz(build, target, timeMs, inputs),
};

/** Executions a second on the tracker's target from its corpus on. */
async function speedRow(seeds: number, timeMs: number): Promise<string[]> {
  const inputs = readCorpus('corpus/fuzz/tracker-ops').inputs;
  const cells: string[] = [];
  for (const engine of Object.values(ENGINES)) {
    const speeds: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const { executions, elapsedMs } = await engine(BUILD, 'tracker-ops', String(seed), timeMs, inputs);
      speeds.push((1000 * executions) / Math.max(1, elapsedMs));
    }
    cells.push(`${withCommas(quantile(speeds, 0.5))}/s`);
  }
  return ['tracker-ops, executions', ...cells];
}

/** Time until a planted bug is found, and by how many of the seeds it was. */
async function huntRow(target: string, seeds: number, capMs: number): Promise<string[]> {
  const cells: string[] = [];
  for (const engine of Object.values(ENGINES)) {
    const times: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const { elapsedMs, hasFound } = await engine(PLANTED_BUILD, target, String(seed), capMs, []);
      times.push(hasFound ? elapsedMs : Number.POSITIVE_INFINITY);
    }
    const found = times.filter((ms) => ms !== Number.POSITIVE_INFINITY).length;
    const middle = quantile(times, 0.5);
    cells.push(`${Number.isFinite(middle) ? `${(middle / 1000).toFixed(2)} s` : `> ${capMs / 1000} s`} (${found} of ${seeds})`);
  }
  return [`${target}, time to find`, ...cells];
}

const BENCH: Command<number> = {
  name: 'bench:fuzz',
  line: 'npm run bench:fuzz --',
  summary: 'Executions a second and time to find each planted bug, median over seeds, start of the processes included.',
  options: {
    seeds: { value: 'N', help: 'seeds, 1 to 100; default 5. jsfuzz as it comes has none and runs as often' },
    cap: { value: 'DURATION', help: 'time for one hunt; default 60s' },
    speed: { value: 'DURATION', help: 'time for one measurement of speed; default 10s' },
    bug: { value: 'NAME', help: 'one planted bug alone; may be repeated', repeats: true },
  },
  run: async (given, { out }) => {
    const seedsMax = given.integer('seeds', 1, 100) ?? 5;
    const capMs = (given.durationNs('cap') ?? 60e9) / 1e6;
    const speedMs = (given.durationNs('speed') ?? 10e9) / 1e6;
    const bugs = given.texts('bug');
    const rows = [await speedRow(seedsMax, speedMs)];
    for (const { name } of PLANTED) if (bugs.length === 0 || bugs.includes(name)) rows.push(await huntRow(name, seedsMax, capMs));
    out.write(`${formatTable([`median of ${seedsMax} seeds`, ...Object.keys(ENGINES)], rows)}\n`);
    return 0;
  },
};

await runAsProcess({ name: 'bench:fuzz' }, (context) => runCommand(BENCH, process.argv.slice(2), context));
