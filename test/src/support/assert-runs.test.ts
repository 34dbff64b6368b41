import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRefusal } from '../../../sim/data/ops/refusal.ts';
import { replayTrace } from '../../../sim/findings/replay/replay-trace.ts';
import { parseTrace } from '../../../sim/data/trace/parse-trace.ts';
import { assertRuns } from './assert-runs.ts';
import { thrown } from './thrown.ts';
import { trackerRuns } from './tracker-ops.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

describe('assertRuns()', () => {
  it('leaves nothing where the property holds', () => {
    const folder = scratchFolder(onTestFinished);
    assertRuns(trackerRuns(20), () => {}, { folder });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves the shrunk counterexample as a trace that can be replayed, and tells the line', () => {
    const folder = scratchFolder(onTestFinished);
    const judge = ({ ops }: { readonly ops: readonly { readonly op: string }[] }): void => {
      if (ops.filter(({ op }) => op === 'drain').length > 1) throw new Error('two drains');
    };
    const { message, cause } = thrown(() => assertRuns(trackerRuns(60), judge, { folder }));
    const path = /replay: npm run replay -- (\S+)$/.exec(message)?.[1] ?? '';
    const trace = parseTrace(readFileSync(path), path);
    if (isRefusal(trace)) throw new Error(trace.refused);
    expect(cause).toEqual(new Error('two drains'));
    expect(trace.steps.map(({ op }) => op.op)).toEqual(['new', 'drain', 'drain']);
    expect(trace.header.why).toContain('leaves the shrunk counterexample');
    expect(replayTrace(trace)).toMatchObject({ finding: null, misplaced: null, run: { digest: trace.header.digest } });
  });
});
