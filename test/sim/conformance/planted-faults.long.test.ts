import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CLAUSES } from '../../../sim/conformance/clauses/index.ts';
import { conform } from '../../../sim/conformance/conform.ts';
import type { TrackerConnection } from '../../../sim/subject/foreign/tracker-connection.ts';
import { openModule } from '../../../sim/subject/foreign/open-module.ts';
import { openProgram } from '../../../sim/subject/foreign/tracker-program.ts';
import { PLANTED_CODEC_FAULTS, PLANTED_FAULTS, type PlantedFault } from './planted-faults.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const EXAMPLES = new URL('../../../docs/examples/', import.meta.url);
const THREAD = new URL('../../../dist/sim/subject/foreign/program-thread.js', import.meta.url);
const hasPython = spawnSync('python3', ['--version'], { timeout: 10_000 }).status === 0;
const folder = scratchFolder(afterAll);

/** A sample with one fault in it, as a file. */
function plant(sample: string, [what, , search, replace]: PlantedFault): string {
  const text = readFileSync(new URL(sample, EXAMPLES), 'utf8');
  expect(text.split(search).length, `${what}: its text is there once`).toBe(2);
  const path = join(folder, `${what.replaceAll(' ', '-')}-${sample}`);
  writeFileSync(
    path,
    text.replace(search, () => replace),
  );
  return path;
}

function failedClauses(connection: TrackerConnection, isOfCodec: boolean): readonly string[] {
  const clauses = CLAUSES.filter(({ id }) => id.startsWith('F') === isOfCodec);
  const { clauses: checks } = conform(connection, {
    scenarios: [],
    seeds: [],
    known: [],
    today: '2000-01-01',
    shrinkRuns: 1,
    clauses,
  });
  return checks.filter(({ status }) => status === 'failed').map(({ name }) => name);
}

describe('every clause', () => {
  it('is failed by a fault that breaks it', () => {
    const named = new Set([...PLANTED_FAULTS, ...PLANTED_CODEC_FAULTS].map(([, clause]) => clause));
    expect(CLAUSES.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });

  it.each(PLANTED_FAULTS)('sees that %s (%s)', async (...fault) => {
    expect(failedClauses(await openModule(plant('map-tracker.mjs', fault)), false)).toContain(fault[1]);
  });

  it.for(PLANTED_CODEC_FAULTS)('sees that in a codec %s (%s)', (fault, { skip }) => {
    skip(!hasPython, 'there is no python3');
    const connection = openProgram(`exec python3 "${plant('tracker.py', fault)}"`, { threadUrl: THREAD });
    expect(failedClauses(connection, true)).toContain(fault[1]);
    connection.close();
  });
});
