import { expect, it } from 'vitest';
import { FUZZ_EXIT } from '../../../fuzz/cli/exit.ts';
import { formatResults, type TargetResult } from '../../../fuzz/cli/results.ts';
import { outputTo } from '../../support/outputs.ts';

const stats = { executions: 1_234_567, elapsedMs: 10_000, found: 303, covered: 369, counters: 885, features: 2343, sinceNewMs: 20_000 };
const results = [{ target: 'frame-roundtrip', seeds: 240, result: { stats }, exit: FUZZ_EXIT.interrupted }] as unknown as TargetResult[];

it.each([40, 60, 80])('formatResults() fits a terminal of %i columns, its verdict too', (columns) => {
  const lines = formatResults(results, { ...outputTo(() => {}), isTerminal: true, columns }).split('\n');
  expect(lines).toEqual([expect.stringMatching(/^target .*execs.* verdict$/), expect.stringMatching(/^frame-roundtrip .* interrupted$/)]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
});

it('formatResults() leaves nothing out elsewhere', () => {
  const [head] = formatResults(results, { ...outputTo(() => {}), isTerminal: false, columns: 40 }).split('\n');
  expect(head).toMatch(/^target +execs +execs\/s +corpus +new +coverage +features +last new +verdict$/);
});
