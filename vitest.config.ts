import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const everything = { lines: 100, branches: 100, functions: 100, statements: 100 };

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 10_000,
    // By default it leaves one core idle, and of two that is half the time.
    maxWorkers: availableParallelism(),
    projects: [
      // Tests leave no trace in the globals of their process, so that a fresh one for each file would be waste: half the
      // time.
      {
        extends: true,
        test: { name: 'src', include: ['test/src/**/*.test.ts'], isolate: false, setupFiles: ['test/src/support/property-setup.ts'] },
      },
      { extends: true, test: { name: 'rest', isolate: false, include: ['test/**/*.test.ts'], exclude: ['test/src/**'] } },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['test/**'],
      reportsDirectory: 'coverage',
      reporter: ['text', 'html', 'json-summary'],
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
