import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CLAUSES } from '../../sim/conformance/clauses/index.ts';
import { formatOp } from '../../sim/data/ops/op-format.ts';
import { filedFolder, filedNames } from '../../sim/findings/corpus/filed-traces.ts';
import { SCENARIOS } from '../../sim/world/scenarios/index.ts';
import type { Job } from './recorder.ts';

/** Scenarios under seeds. */
export function scenarioJobs(names: readonly string[], seeds: readonly string[], stepsMax: number | null = null): Job[] {
  return names.flatMap((name) => seeds.map((seed) => ({ name, seed, text: null, stepsMax })));
}

/** Every filed trace. */
export function traceJobs(): Job[] {
  const folder = filedFolder();
  return filedNames(folder).map((name) => ({ name, seed: null, text: traceText(join(folder, name)), stepsMax: null }));
}

function traceText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** The operations of every clause that is about a table, as traces. */
export function clauseJobs(): Job[] {
  return CLAUSES.filter(({ ops }) => ops[0]?.op === 'new').map(({ id, ops }) => ({
    name: `clause ${id}`,
    seed: null,
    text: `${['{"trace":1}', ...ops.map(formatOp)].join('\n')}\n`,
    stepsMax: null,
  }));
}

/** Everything that engines are held against each other by. */
export function allJobs(seeds: readonly string[]): Job[] {
  return [
    ...scenarioJobs(
      SCENARIOS.map(({ name }) => name),
      seeds,
    ),
    ...traceJobs(),
    ...clauseJobs(),
  ];
}
