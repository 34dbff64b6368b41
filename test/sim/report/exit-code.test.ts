import { describe, expect, it } from 'vitest';
import { InfrastructureError } from '../../../sim/data/infrastructure-error.ts';
import type { Output } from '../../../sim/data/command-line/output.ts';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { EXIT, exitCodeOf, exitWord, mostSevere, savedAll, verdictLine } from '../../../sim/report/exit-code.ts';
import { JUDGES } from '../../../sim/oracle/finding.ts';
import { outputTo } from '../../support/outputs.ts';

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

describe('verdictLine()', () => {
  it('is one line where a program may read it, and as wide as a terminal', () => {
    const sentence = 'every sequence of up to 6 operations over domain stalls, no rule broken';
    const lineOn = (output: Partial<Output>): string => verdictLine(EXIT.safety, { ...outputTo(() => {}), ...output }, sentence);
    expect(lineOn({ columns: 40, isTerminal: false })).toBe(`exit 10 · ${sentence}`);
    const lines = lineOn({ columns: 40, isTerminal: true }).split('\n');
    expect(lines.join(' ')).toBe(`exit 10 · ${sentence}`);
    expect(lines.map(({ length }) => length <= 40)).toEqual([true, true, true]);
  });
});

describe('savedAll()', () => {
  const context = (told: string[]) => {
    const output = outputTo((text) => void told.push(text));
    return { out: output, err: output, onInterrupt: () => () => {} };
  };
  const failing = [new UsageError('no folder'), new InfrastructureError('no space')].map((error) => (): Promise<void> => {
    throw error;
  });

  it('says what could not be saved, and saves the rest', async () => {
    const told: string[] = [];
    let saved = 0;
    expect(await savedAll(0, context(told), [...failing, async () => void saved++])).toBe(70);
    expect([told, saved]).toEqual([['varta-sim: no folder\n', 'varta-sim: no space\n'], 1]);
  });

  it('never takes the place of a verdict that is not good', async () => {
    const codes = Object.values(EXIT).filter((exit) => exit !== EXIT.ok);
    expect(await Promise.all(codes.map((exit) => savedAll(exit, context([]), failing)))).toEqual(codes);
  });
});
