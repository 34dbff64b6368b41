import { describe, expect, it } from 'vitest';
import { EXIT, exitCodeOf, exitWord, mostSevere } from '../../../sim/report/exit-code.ts';
import { JUDGES } from '../../../sim/oracle/finding.ts';

describe('mostSevere()', () => {
  it('is 0 for nothing and for nothing but 0', () => expect([mostSevere([]), mostSevere([0, 0])]).toEqual([0, 0]));

  it('knows every code, and none hides another that is graver', () => {
    const order = [10, 11, 12, 70, 13, 1, 14, 20, 0] as const;
    expect([...order].sort((a, b) => a - b)).toEqual(Object.values(EXIT));
    for (const [at, code] of order.entries()) expect(mostSevere(order.slice(at).reverse())).toBe(code);
  });
});

describe('exitCodeOf()', () => {
  it('gives a finding of any judge a code that is not 0, and none that of another kind of failure', () => {
    for (const judge of JUDGES) expect([10, 11, 12, 13, 70]).toContain(exitCodeOf(judge));
    expect(['liveness', 'determinism', 'goals', 'harness', 'model'].map(exitCodeOf)).toEqual([11, 12, 13, 70, 10]);
  });
});

describe('exitWord()', () => {
  it('names a code', () => expect([0, 14, 70].map((code) => exitWord(code as 0))).toEqual(['ok', 'inconclusive', 'internal']));
});
