import { defineConfig } from 'vitest/config';

/** The tests that mutants of the production code are held against: no unit tests, only what the harness itself would run. */
export default defineConfig({ test: { include: ['test/mutation/*.mutation.ts'], testTimeout: 60_000 } });
