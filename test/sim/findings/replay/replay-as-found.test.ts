import { describe, expect, it } from 'vitest';
import { Tracker } from '../../../../src/index.ts';
import { trackerInternals } from '../../../../src/tracker/tracker.ts';
import { headerFinding, signatureOf } from '../../../../sim/oracle/finding.ts';
import { replayAsFound } from '../../../../sim/findings/replay/replay-as-found.ts';
import { replayTrace } from '../../../../sim/findings/replay/replay-trace.ts';
import { PRODUCTION } from '../../../../sim/subject/production.ts';
import { traceOf } from './random-trace.ts';
import { beat, table } from '../../../../sim/conformance/clauses/clause.ts';

/** A beat of pid 9 spoils the slot of another, which nobody looks at for a while. */
class SpoilingTracker extends Tracker {
  override record(...args: Parameters<Tracker['record']>): ReturnType<Tracker['record']> {
    const update = super.record(...args);
    if (args[0].pid === 9) trackerInternals(this).slots.lastNonces[0] ^= 64n;
    return update;
  }
}

const production = { ...PRODUCTION, Tracker: SpoilingTracker };
const trace = traceOf([table(4, 'strict', 4), beat(7, 1n, 1n), beat(8, 1n, 1n), beat(9, 1n, 1n), beat(7, 2n, 1n)]);

describe('replayAsFound()', () => {
  const closest = replayTrace(trace, { production }).finding;
  const found = replayTrace(trace, { production, check: 'cheap' }).finding;
  if (closest === null || found === null) throw new Error('the spoiled slot is not seen');
  const recorded = { ...trace, header: { ...trace.header, finding: headerFinding(found) } };

  it('shows the finding of the header where a closer look would hide it', () => {
    expect(signatureOf(closest)).not.toBe(signatureOf(found));
    expect(replayAsFound(recorded, { production }).finding).toEqual(found);
  });

  it('shows what a close look finds where the header names nothing, or something that nobody sees', () => {
    expect(replayAsFound(trace, { production }).finding).toEqual(closest);
    const other = { ...recorded, header: { ...recorded.header, finding: { ...headerFinding(found), rule: 'another' } } };
    expect(replayAsFound(other, { production }).finding).toEqual(closest);
  });

  it('judges as it is told, if it is', () => {
    expect(replayAsFound(recorded, { production, check: 'full' }).finding).toEqual(closest);
  });
});
