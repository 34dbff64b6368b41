import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatFailureReport } from '../../../sim/findings/failure-report/failure-report.ts';
import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import type { Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { OracleBench } from '../oracle/oracle-bench.ts';
import { play } from '../oracle/steps.ts';
import { REPORT_WORDS } from './report-words.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('the failure report of a planted bug', () => {
  it.each(REPORT_WORDS)('names the cause of %s in its first lines', async (bug, says, steps) => {
    const mutant = MUTANTS.find(({ name }) => name === bug) as Mutant;
    const { production, dispose } = await loadMutant(mutant, join(ROOT, 'dist'));
    try {
      const bench = new OracleBench({ check: 'full', production });
      play(bench, steps);
      const { finding } = bench.run;
      expect(finding?.reason).toBe(says);
      if (finding === null) return;
      const lines = formatFailureReport({ finding, origin: [], steps: [], shrunk: null, paste: [] }, 'safety', (_style, text) => text)
        .split('\n')
        .slice(1, 4)
        .map((line) => line.trim());
      expect(lines.join(' ')).toContain(says);
    } finally {
      dispose();
    }
  });
});
