import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Trace, TraceStep } from '../../../sim/data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER, type TraceHeader } from '../../../sim/data/trace/trace-header.ts';
import { headerFinding } from '../../../sim/oracle/finding.ts';
import { Run } from '../../../sim/run/run.ts';
import type { Production } from '../../../sim/subject/production.ts';
import { bundle, bundlePage } from '../../../sim/view/build/bundle.ts';
import { firstWords } from '../../../sim/view/first-words.ts';
import { makePage, type PageParts } from '../../../sim/view/make-page.ts';
import { packTrace } from '../../../sim/view/packed-trace.ts';
import type { PageData } from '../../../sim/view/page-data.ts';
import { recordScenario } from '../../../sim/world/record-scenario.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { loadMutant, mutated } from '../../../sim/zoo/load-mutant.ts';
import type { Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';

const ROOT = resolve('.');
const DIST = resolve('dist');

/** The scripts of a page; with a bug, its worker runs the production code as that has changed it. */
export async function pageParts(mutant: Mutant | null = null): Promise<PageParts> {
  const files = mutant === null ? [] : mutant.edits.map(({ file }) => file);
  const change = (text: string, file: string): string => (mutant !== null && files.includes(file) ? mutated(text, file, mutant) : text);
  return {
    page: await bundlePage(ROOT),
    worker: await bundle({ folder: DIST, entry: 'sim/view/engine/worker.js', name: 'vartaWorker', change }),
    style: readFileSync('sim/view/page/page.css', 'utf8'),
  };
}

/** A page of traces: the first is shown, the second stands beside it. */
export function pageOf(parts: PageParts, ...traces: readonly Trace[]): string {
  const [{ header }] = traces;
  const words = firstWords(header, header.name);
  const data: PageData = {
    version: 1,
    title: words.heading,
    runs: traces.map((trace, at) => ({
      kind: 'trace',
      label: trace.header.name === '' ? `trace ${at}` : trace.header.name,
      packed: packTrace(trace),
    })),
    paste: [['replay', 'npm run replay -- found.ndjson']],
  };
  return makePage(data, words, parts);
}

/** The bug of this name. */
export function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is no bug ${name}`);
  return mutant;
}

/** Seeds among which a run is looked for. */
const SEEDS_MAX = 60;

/** The first run, by seed, in which a scenario finds a planted bug, and that fits, as a trace. */
export async function failingTrace(
  mutant: Mutant,
  scenarioName: string,
  fits: (steps: readonly TraceStep[], production: Production) => boolean = () => true,
): Promise<Trace> {
  const scenario = SCENARIOS.find(({ name }) => name === scenarioName);
  if (scenario === undefined) throw new Error(`there is no scenario ${scenarioName}`);
  const { production, dispose } = await loadMutant(mutant, DIST);
  try {
    for (let seed = 1; seed <= SEEDS_MAX; seed++) {
      const { steps, result } = recordScenario(scenario, String(seed), { production, stepsMax: 3000 });
      if (result.finding === null || !fits(steps, production)) continue;
      const header: TraceHeader = {
        ...EMPTY_TRACE_HEADER,
        name: `${scenarioName}-${seed}-${result.finding.rule}`,
        seed: String(seed),
        scenario: scenarioName,
        finding: headerFinding(result.finding),
        digest: result.digest,
      };
      return { header, steps };
    }
  } finally {
    dispose();
  }
  throw new Error(`${scenarioName} does not find ${mutant.name} in such a run`);
}

/** Whether one observer is started, and the last operation but one is a datagram without which nothing is found. */
export function lastBeatDecides(steps: readonly TraceStep[], production: Production): boolean {
  const beat = steps.length - 2;
  if (steps[beat]?.op.op !== 'datagram' || steps.filter(({ op }) => op.op === 'observer').length !== 1) return false;
  const run = new Run({ production });
  return steps.every(({ op }, at) => at === beat || run.step(op) === null) && run.finish() === null;
}
