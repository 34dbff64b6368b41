import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONG_RUNS } from './long-runs.ts';
import { shrinkLongRun } from './shrink-long-runs.ts';

const COMPILED = join(import.meta.dirname, '../../../dist');

// A share of `npm run bench:shrink`.
describe('shrink()', () => {
  it.each(['multiplier-nine', 'clock-not-clamped', 'rollback-forgets-index'])(
    'comes within a tenth of the known minimum from a long run: %s',
    async (bug) => {
      const run = LONG_RUNS.find((candidate) => candidate.bug === bug);
      if (run === undefined) throw new Error(`there is no long run of ${bug}`);
      const result = await shrinkLongRun({ ...run, padding: Math.floor(run.padding / 10) }, COMPILED);
      expect(result?.before).toBeGreaterThan(2000);
      expect(result?.after).toBeLessThanOrEqual(1.1 * run.knownMinimum);
      expect(result?.runs).toBeLessThanOrEqual(3000);
    },
    60_000,
  );
});
