import { describe, expect, it } from 'vitest';
import { Comparison, differenceFinding, liesInProduction } from '../../../../sim/findings/determinism/comparison.ts';
import { formatReportedStep, type ReportedStep } from '../../../../sim/findings/determinism/reported-step.ts';

const START: ReportedStep = { digest: '', draws: { plan: 3 }, op: '{"agents":2}', reply: '' };
const FIRST: ReportedStep = { digest: 'd0', draws: { fleet: 1, link: 2 }, op: '{"op":"observer"}', reply: '{"ok":true}' };
const POLL: ReportedStep = { digest: 'd1', draws: {}, op: '{"op":"poll","now":"7"}', reply: 'null' };

/** A comparison of two runs that are the same until the step that each makes last. */
function part(
  first: Partial<ReportedStep> | null,
  second: Partial<ReportedStep> | null,
  steps: readonly ReportedStep[] = [START, FIRST],
): Comparison {
  const comparison = new Comparison();
  for (const [side, last] of [
    ['first', first],
    ['second', second],
  ] as const) {
    for (const step of steps) comparison.add(side, formatReportedStep(step));
    if (last === null) comparison.end(side, `the end of the ${side}`);
    else comparison.add(side, formatReportedStep({ ...POLL, ...last }));
  }
  return comparison;
}

describe('Comparison', () => {
  it('finds two equal runs equal, whichever is told first, and is over when both have ended', () => {
    const comparison = new Comparison();
    for (const step of [START, FIRST, POLL]) comparison.add('second', formatReportedStep(step));
    comparison.end('second', 'its end');
    for (const step of [START, FIRST, POLL]) comparison.add('first', formatReportedStep(step));
    expect([comparison.isOver, comparison.difference]).toEqual([false, null]);
    comparison.end('first', 'its end');
    expect([comparison.isOver, comparison.difference]).toEqual([true, null]);
  });

  it('is over at the first line that differs, while both runs go on', () => {
    const comparison = part({ reply: '{"event":"a"}' }, { reply: '{"event":"b"}' });
    expect(comparison.isOver).toBe(true);
    expect(comparison.difference).toMatchObject({ step: 1, first: { reply: '{"event":"a"}' }, second: { reply: '{"event":"b"}' } });
    expect(comparison.difference?.lines).toEqual([FIRST.op, POLL.op]);
    comparison.add('first', 'another line');
    expect(comparison.difference?.step).toBe(1);
  });

  it('tells from which streams one run has drawn more, also one that the other has left alone since long', () => {
    const { difference } = part({ draws: { link: 3, fleet: 2 } }, { draws: { fleet: 2 } });
    expect(difference?.streams).toEqual([{ name: 'link', first: 3, second: 2 }]);
    const { difference: fresh } = part({}, { draws: { flood: 1 } });
    expect(fresh?.streams).toEqual([{ name: 'flood', first: 0, second: 1 }]);
  });

  it('waits for a run that lags, and finds one that ends early', () => {
    const comparison = part({}, null);
    expect(comparison.difference).toMatchObject({ step: 1, second: null, secondEnd: 'the end of the second', firstEnd: '' });
    const lagging = new Comparison();
    lagging.add('first', formatReportedStep(START));
    expect(lagging.isOver).toBe(false);
  });

  it('finds two runs that end differently after the same steps', () => {
    expect(part(null, null).difference).toMatchObject({ step: 1, first: null, second: null });
  });
});

describe('differenceFinding()', () => {
  function findingOf(first: Partial<ReportedStep> | null, second: Partial<ReportedStep> | null, steps?: readonly ReportedStep[]) {
    const { difference } = part(first, second, steps);
    if (difference === null) throw new Error('the runs do not differ');
    const { details, ...finding } = differenceFinding(difference);
    return { finding, details, isProduction: liesInProduction(difference) };
  }

  it.each([
    ['the operations differ', { op: '{"op":"len"}' }, {}, false],
    ['the draws differ', { draws: { link: 3 } }, {}, false],
    ['the replies differ', { reply: '{"event":"a"}', digest: 'd2' }, {}, true],
    ['the states differ', { digest: 'd2' }, {}, true],
    ['one run ended, the other did not', {}, null, true],
    ['one run ended, the other did not', null, {}, false],
  ])('says that %s, and whose fault it is', (got, first, second, isInProduction) => {
    const { finding, isProduction } = findingOf(first, second);
    expect(finding).toMatchObject({ judge: 'determinism', rule: 'same-seed-same-run', step: 1, got });
    expect(isProduction).toBe(isInProduction);
  });

  it('names the kind and the time of the operation', () => {
    expect(findingOf({ digest: 'd2' }, {}).finding).toMatchObject({ op: 'poll', nowNs: 7n, step: 1 });
    expect(findingOf({ op: START.op, draws: { plan: 1 } }, { op: START.op }, []).finding).toMatchObject({
      op: 'observer',
      step: 0,
      nowNs: 0n,
    });
  });

  it('tells both operations, both replies and the stream whose count differs', () => {
    const { details } = findingOf({ op: '{"op":"len"}', reply: '{"value":1}', draws: { link: 3 } }, {});
    expect(details).toEqual([
      ['A', expect.any(String)],
      ['B', expect.any(String)],
      ['op A', '{"op":"len"}'],
      ['op B', POLL.op],
      ['reply A', '{"value":1}'],
      ['reply B', 'null'],
      ['digest A', 'd1'],
      ['digest B', 'd1'],
      ['draws', 'link: 3 in A, 2 in B'],
    ]);
  });

  it('shows of long replies the part that differs', () => {
    const long = 'x'.repeat(200);
    const { details } = findingOf({ reply: `${long}1` }, { reply: `${long}2` });
    expect(details).toContainEqual(['reply A', `…${'x'.repeat(24)}1`]);
    expect(details).toContainEqual(['reply B', `…${'x'.repeat(24)}2`]);
  });
});
