import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const everything = { lines: 100, branches: 100, functions: 100, statements: 100 };

/** A test that starts a process, builds a program, runs a campaign or replays a corpus bears this name. */
const WHOLE = 'test/**/*.whole.test.ts';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 10_000,
    // By default it leaves one core idle, and of two that is half the time.
    maxWorkers: availableParallelism(),
    // Tests leave no trace in the globals of their process, so that a fresh one for each file would be waste: half the time.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [WHOLE],
          setupFiles: ['test/src/support/property-setup.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      // After the others: what they find is found sooner there.
      { extends: true, test: { name: 'whole', include: [WHOLE], sequence: { groupOrder: 1 } } },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'sim/**/*.ts', 'fuzz/**/*.ts'],
      exclude: ['test/**'],
      reportsDirectory: 'coverage',
      reporter: ['text-summary', 'html', 'json-summary'],
      thresholds: {
        'src/*.ts': everything,
        'src/vlp/**': everything,
        'src/tracker/**': everything,
        'src/observer/**': everything,
        'src/node/**': everything,
      },
    },
  },
});
