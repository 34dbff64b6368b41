import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Batches, BenchCase } from './bench-case.ts';

const BATCH = 1024;
const CAPACITY = 256;
// Longer than any bench: ten days of virtual time.
const FOR_NS = 864_000_000_000_000;

const BUILT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** What is taken out of the built code to have it without a guard: each stands in its file. */
const EDITS: readonly (readonly [file: string, guarded: string, bare: string])[] = [
  ['sim/run/run.js', 'guarded(Run.#carryOut, this, op)', 'Run.#carryOut(this, op)'],
  ['sim/run/run.js', 'const breach = takeBreach()', 'const breach = null'],
  ['sim/world/seeded-run.js', 'const made = guarded(work, a, b)', 'const made = work(a, b)'],
  ['sim/world/seeded-run.js', 'guarded(afterOf, source, run)', 'source.after(run)'],
  [
    'sim/world/seeded-run.js',
    'const breach = takeBreach();\n            if (breach !== null)',
    'const breach = null;\n            if (breach !== null)',
  ],
];

function editedCopy(edits: typeof EDITS): string {
  const copy = mkdtempSync(join(tmpdir(), 'guard-bench-'));
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  for (const room of ['src', 'sim']) cpSync(join(BUILT, room), join(copy, room), { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{"type":"module"}\n');
  symlinkSync(PACKAGES, join(copy, 'node_modules'));
  for (const [file, guarded, bare] of edits) {
    const text = readFileSync(join(copy, file), 'utf8');
    if (!text.includes(guarded)) throw new Error(`the bench wanted ${guarded} in ${file}`);
    writeFileSync(
      join(copy, file),
      text.replace(guarded, () => bare),
    );
  }
  return copy;
}

/** Steps of a campaign by a copy of the built code: source, run and everything between them. */
async function stepsOf(edits: typeof EDITS): Promise<Batches> {
  const copy = editedCopy(edits);
  const load = async <T>(path: string): Promise<T> => (await import(pathToFileURL(join(copy, path)).href)) as T;
  const { SeededRun } = await load<typeof import('../../sim/world/seeded-run.ts')>('sim/world/seeded-run.js');
  const { steadyFleet } = await load<typeof import('../../sim/world/scenarios/steady-fleet.ts')>('sim/world/scenarios/steady-fleet.js');
  const steps = new SeededRun(steadyFleet, 'bench', {
    knobs: { capacity: CAPACITY, policy: 'strict', window: 256, forNs: FOR_NS },
  }).steps();
  return {
    run: () => {
      for (let step = 0; step < BATCH; step++) if (steps.next().done === true) throw new Error('the run of the bench came to its end');
      return BATCH;
    },
  };
}

/** The same steps with the guard and without: the ratio is what it costs. */
export function guardCases(): BenchCase[] {
  return [
    {
      name: 'guarded-step',
      what: 'a step of a campaign, with the guard; the peer is without',
      peer: 'bare-step',
      make: () => stepsOf([]),
    },
    { name: 'bare-step', what: 'the same without the guard', make: () => stepsOf(EDITS) },
  ];
}
