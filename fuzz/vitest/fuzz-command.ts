import { randomInt } from 'node:crypto';
import { seedFault } from '../../sim/campaign/seeds.ts';
import type { Arguments } from '../../sim/data/command-line/arguments.ts';
import type { CommandContext } from '../../sim/data/command-line/output.ts';
import type { Command } from '../../sim/data/command-line/program.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { readInput } from '../../sim/data/read-input.ts';
import { wrapWords } from '../../sim/data/wrap-words.ts';
import { printable } from '../../sim/data/quoting/printable.ts';
import { FUZZ_EXIT, type FuzzExit } from '../cli/exit.ts';
import { countingPlugin } from './counting-plugin.ts';
import { announceFuzzing } from './session-settings.ts';

const TIME_MS = 10_000;
const TIMEOUT_MS = 10_000;
const TEXT_MAX = 16_777_216;

const EXITS = 'Exit codes: 0 ok, 20 usage, 70 internal or no target, 73 an input hung or ended its process, 77 finding.';

export const FUZZ: Command<FuzzExit> = {
  name: 'fuzz',
  summary: 'Fuzzes the targets in test files of vitest that import varta-sim/fuzz; without FILE those of all test files.',
  options: {
    time: { value: 'DURATION', help: 'time for each target, such as 60s; default 10s, or no bound with --runs' },
    runs: { value: 'N', help: 'inputs to make for each target' },
    seed: { value: 'SEED', help: 'any text without spaces; default a fresh one, which is printed' },
    timeout: { value: 'DURATION', help: 'time for one input; default 10s' },
    grow: { value: null, help: 'add inputs that reach something new to the corpus' },
  },
  positionals: { name: 'FILE', min: 0, max: Number.POSITIVE_INFINITY },
  notes: (columns) => wrapWords(EXITS, columns).join('\n'),
  run: fuzzCommand,
};

/** `fuzz`: find the test files with targets, and have vitest run them with every module counted. */
async function fuzzCommand(given: Arguments, { out, err }: CommandContext): Promise<FuzzExit> {
  const seed = given.text('seed') ?? String(randomInt(2 ** 32));
  const fault = seedFault(seed);
  if (fault !== null) given.fail('seed', fault, seed);
  const runsMax = given.integer('runs', 1, 1_000_000_000) ?? null;
  const timeNs = given.durationNs('time');
  announceFuzzing({
    seed,
    runsMax,
    timeMs: timeNs === undefined ? (runsMax === null ? TIME_MS : null) : timeNs / 1e6,
    timeoutMs: (given.durationNs('timeout') ?? TIMEOUT_MS * 1e6) / 1e6,
    grows: given.has('grow'),
  });
  const { createVitest } = await loadVitest();
  const plugin = countingPlugin((sentence) => err.write(`fuzz: ${printable(sentence)}\n`));
  // One process for each file: what a target does to its own process hurts no other.
  const vitest = await createVitest('test', { watch: false, pool: 'forks', coverage: { enabled: false } }, { plugins: [plugin] });
  try {
    const named = await vitest.globTestSpecifications([...given.positionals]);
    for (const file of given.positionals) {
      if (!named.some(({ moduleId }) => moduleId.includes(file.replace(/^\.\//, ''))))
        throw new UsageError(`fuzz: there is no test file ${file}`);
    }
    const specifications = named.filter(({ moduleId }) => hasTarget(moduleId));
    if (specifications.length === 0) throw new UsageError('fuzz: no test file imports varta-sim/fuzz, or none of those that were named');
    out.write(`seed ${seed}\n`);
    await vitest.standalone();
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications, false);
    if (testModules.some((module) => [...module.children.allTests('failed')].length > 0)) return FUZZ_EXIT.finding;
    if (unhandledErrors.length > 0) return FUZZ_EXIT.hang;
    return testModules.every((module) => module.ok()) ? FUZZ_EXIT.ok : FUZZ_EXIT.internal;
  } finally {
    await vitest.close();
    // Its reporters set a code of their own.
    process.exitCode = FUZZ_EXIT.internal;
  }
}

async function loadVitest(): Promise<typeof import('vitest/node')> {
  try {
    return await import('vitest/node');
  } catch {
    throw new UsageError('fuzz: it needs vitest, which is not installed here: npm i -D vitest');
  }
}

function hasTarget(path: string): boolean {
  return readInput(path, TEXT_MAX).includes('varta-sim/fuzz');
}
