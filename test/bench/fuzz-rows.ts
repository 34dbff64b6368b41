import { join } from 'node:path';
import type { Build } from '../../fuzz/engine/build.ts';
import { BUILD } from '../../fuzz/engine/build.ts';
import { readCorpus } from '../../fuzz/engine/corpus-folder.ts';
import { TIME_MS } from '../../fuzz/cli/fuzz-options.ts';
import { Session, type SessionOptions, type SessionResult } from '../../fuzz/engine/session.ts';
import { packageRoot } from '../../sim/data/project-root.ts';
import { TARGETS } from '../../fuzz/targets/index.ts';
import { PLANTED_BUILD } from '../fuzz/planted/build.ts';
import { PLANTED } from '../fuzz/planted/targets.ts';
import { runBareJsfuzz } from './bare-jsfuzz.ts';
import { quantile } from './figures.ts';

/** How long to measure. */
export interface FuzzEffort {
  /** Times that each figure is taken, in turn with its peer's; the median counts. */
  readonly seeds: number;
  /** Time of one measurement of speed, and the longest of one hunt, milliseconds. */
  readonly speedMs: number;
  readonly capMs: number;
}

/** A figure of the fuzzer beside that of its peer in the same minutes. */
export interface FuzzRow {
  /** Key of the row. */
  readonly name: string;
  readonly unit: 'executions/s' | 'inputs' | 's';
  /** Medians; null where most hunts found nothing. */
  readonly ours: number | null;
  readonly peers: number | null;
  readonly peer: string;
  /** How many times better than the peer: more executions, or less time. At least so, where the peer found nothing. */
  readonly ratio: number | null;
}

/** One row before it is measured. */
interface RowPlan {
  readonly name: string;
  readonly unit: FuzzRow['unit'];
  readonly peer: string;
  /** Makes what is made once for a build and a corpus. */
  readonly prepare: () => Promise<unknown>;
  readonly ours: (seed: string, effort: FuzzEffort) => Promise<number>;
  readonly peers: (seed: string, effort: FuzzEffort) => Promise<number>;
}

const SPEED_TARGETS = ['tracker-ops', 'observer-stream', 'world', 'bounded-index'];
const JSFUZZ = 'jsfuzz as it comes';
/** What a hunt that found nothing took. */
const NOTHING = Number.POSITIVE_INFINITY;

async function fuzz(build: Build, target: string, inputs: readonly Uint8Array[], bounds: Partial<SessionOptions>): Promise<SessionResult> {
  const lengthMax = [...TARGETS, ...PLANTED].find(({ name }) => name === target)?.lengthMax ?? 4096;
  const usual = { seed: '1', runsMax: null, timeMs: null, lengthMax, timeoutMs: 10_000, rssLimitMb: 2048, jobs: 1, goesOn: false };
  const result = await new Session({ ...usual, build, target, inputs, ...bounds }).run();
  if (result.broken !== null) throw new Error(result.broken);
  return result;
}

function corpusOf(target: string): readonly Uint8Array[] {
  return readCorpus(join(packageRoot() ?? '', 'corpus/fuzz', target)).inputs;
}

/** New inputs a second of one target, from its corpus on, the start of the processes included. */
function speedPlan(target: string): RowPlan {
  const inputs = corpusOf(target);
  // jsfuzz tells where it stands every three seconds: one that has told nothing yet has made nothing that is known.
  const perSecond = (executions: number, elapsedMs: number): number =>
    executions <= inputs.length ? 0 : (1000 * (executions - inputs.length)) / elapsedMs;
  return {
    name: target,
    unit: 'executions/s',
    peer: JSFUZZ,
    prepare: () => fuzz(BUILD, target, inputs, { runsMax: 1 }),
    ours: async (seed, { speedMs: timeMs }) => {
      const { stats } = await fuzz(BUILD, target, inputs, { seed, timeMs });
      return perSecond(stats.executions, stats.elapsedMs);
    },
    peers: async (_seed, { speedMs }) => {
      const { executions, elapsedMs } = await runBareJsfuzz(BUILD, target, speedMs, inputs);
      return perSecond(executions, elapsedMs);
    },
  };
}

/** New inputs of one target in the time that `npm run fuzz` gives each by default where targets run one after another. */
function defaultPlan(target: string): RowPlan {
  const inputs = corpusOf(target);
  const made = ({ executions }: { readonly executions: number }): number => Math.max(0, executions - inputs.length);
  return {
    name: `${target}-default`,
    unit: 'inputs',
    peer: JSFUZZ,
    prepare: () => fuzz(BUILD, target, inputs, { runsMax: 1 }),
    ours: async (seed) => made((await fuzz(BUILD, target, inputs, { seed, timeMs: TIME_MS })).stats),
    peers: async () => made(await runBareJsfuzz(BUILD, target, TIME_MS, inputs)),
  };
}

/** Time from the start to the first new input and its end, beside that of a start that runs the corpus first. */
function startPlan(target: string): RowPlan {
  const inputs = corpusOf(target);
  const timed = async (seed: string, runsMax: number): Promise<number> =>
    (await fuzz(BUILD, target, inputs, { seed, runsMax })).stats.elapsedMs / 1000;
  return {
    name: `${target}-start`,
    unit: 's',
    peer: 'its corpus run',
    prepare: () => timed('1', 1),
    ours: (seed) => timed(seed, 1),
    peers: (seed) => timed(seed, 0),
  };
}

/** Time until a planted bug is found. */
function huntPlan(target: string): RowPlan {
  return {
    name: target,
    unit: 's',
    peer: JSFUZZ,
    prepare: () => fuzz(PLANTED_BUILD, target, [], { runsMax: 1 }),
    ours: async (seed, { capMs: timeMs }) => {
      const { crashes, stats } = await fuzz(PLANTED_BUILD, target, [], { seed, timeMs });
      return crashes.length > 0 ? stats.elapsedMs / 1000 : NOTHING;
    },
    peers: async (_seed, { capMs }) => {
      const { hasFound, elapsedMs } = await runBareJsfuzz(PLANTED_BUILD, target, capMs, []);
      return hasFound ? elapsedMs / 1000 : NOTHING;
    },
  };
}

/** Every row, in the order of the report. */
function rowPlans(): readonly RowPlan[] {
  return [
    ...SPEED_TARGETS.map(speedPlan),
    defaultPlan('tracker-ops'),
    ...SPEED_TARGETS.map(startPlan),
    ...PLANTED.map(({ name }) => huntPlan(name)),
  ];
}

/** The names of all rows. */
export function fuzzRowNames(): readonly string[] {
  return rowPlans().map(({ name }) => name);
}

/** Measures the rows of these names, or all for none. Rejects where the fuzzer breaks. */
export async function measureRows(names: readonly string[], effort: FuzzEffort): Promise<readonly FuzzRow[]> {
  const rows: FuzzRow[] = [];
  for (const plan of rowPlans()) if (names.length === 0 || names.includes(plan.name)) rows.push(await measureRow(plan, effort));
  return rows;
}

async function measureRow({ name, unit, peer, prepare, ours, peers }: RowPlan, effort: FuzzEffort): Promise<FuzzRow> {
  const own: number[] = [];
  const others: number[] = [];
  await prepare();
  for (let seed = 1; seed <= effort.seeds; seed++) {
    own.push(await ours(String(seed), effort));
    others.push(await peers(String(seed), effort));
  }
  const [one, other] = [quantile(own, 0.5), quantile(others, 0.5)];
  return { name, unit, ours: finite(one), peers: finite(other), peer, ratio: ratioOf(unit, one, other, effort) };
}

/** A peer that found nothing counts as if it had found it at the end of its time. */
function ratioOf(unit: FuzzRow['unit'], ours: number, peers: number, { capMs }: FuzzEffort): number | null {
  if (unit !== 's') return peers === 0 ? null : ours / peers;
  return ours === NOTHING ? null : Math.min(peers, capMs / 1000) / ours;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
