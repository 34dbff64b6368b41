import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** A test that starts a process, builds a program, runs a campaign or replays a corpus bears this name. */
const WHOLE = 'test/**/*.whole.test.ts';
/** One that takes the most time of those: `npm test` leaves it to `npm run test:all`. */
const LONG = 'test/**/*.long.test.ts';
const BUILD = 'test/support/build.ts';
const TEMPORARY = 'test/support/temporary-folder.ts';
/** Whole tests wait half of their time for processes and for time to pass: with two more beside them no core is idle. */
const WAITING_WORKERS = availableParallelism() + 2;

export default defineConfig({
  test: {
    globalSetup: TEMPORARY,
    testTimeout: 30_000,
    hookTimeout: 10_000,
    // By default it leaves one core idle, and of two that is half the time.
    maxWorkers: availableParallelism(),
    // Tests leave no trace in the globals of their process, so that a fresh one for each file would be waste: half the time.
    isolate: false,
    // Of what has not changed since the last run: a third of the time until the first test.
    experimental: { fsModuleCache: true },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [WHOLE, LONG, '**/node_modules/**'],
          setupFiles: ['test/src/support/property-setup.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      // After the others: what they find is found sooner there.
      {
        extends: true,
        test: { name: 'whole', include: [WHOLE], globalSetup: BUILD, maxWorkers: WAITING_WORKERS, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { name: 'long', include: [LONG], globalSetup: BUILD, sequence: { groupOrder: 2 } },
      },
    ],
    coverage: {
      provider: 'custom',
      customProviderModule: './test/support/coverage-provider.ts',
      include: ['src/**/*.ts', 'sim/**/*.ts', 'fuzz/**/*.ts'],
      exclude: ['test/**'],
      reportsDirectory: 'coverage',
      // As pages: `npm test -- --coverage.reporter=html`.
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        'src/**': { lines: 100, branches: 100, functions: 100, statements: 100 },
        // A little below what is measured in this process. What runs in others, as most of the commands do, does not count.
        // Pages as HTML are looked at in the longest tests.
        'sim/data/**': { lines: 87, branches: 84 },
        'sim/subject/!(foreign)/**': { lines: 94, branches: 88 },
        'sim/subject/*.ts': { lines: 92, branches: 85 },
        // The program and its thread run in others, and in the longest tests.
        'sim/subject/foreign/**': { lines: 40, branches: 40 },
        'sim/oracle/**': { lines: 98, branches: 95 },
        'sim/run/**': { lines: 98, branches: 92 },
        'sim/world/**': { lines: 98, branches: 95 },
        'sim/process/**': { lines: 70, branches: 65 },
        'sim/findings/**': { lines: 82, branches: 75 },
        // Its workers and commands run in other processes.
        'sim/insight/**': { lines: 40, branches: 35 },
        'sim/campaign/**': { lines: 85, branches: 78 },
        'sim/zoo/**': { lines: 40, branches: 27 },
        'sim/report/**': { lines: 45, branches: 35 },
        'sim/gate/**': { lines: 80, branches: 72 },
        'sim/cli/**': { lines: 28, branches: 18 },
        'fuzz/format/**': { lines: 99, branches: 97 },
        'fuzz/targets/**': { lines: 93, branches: 78 },
        'fuzz/seeds/**': { lines: 80, branches: 72 },
        'fuzz/engine/**': { lines: 30, branches: 28 },
        'fuzz/cli/**': { lines: 15, branches: 33 },
      },
    },
  },
});
