import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Arguments } from '../../../sim/data/command-line/arguments.ts';
import { EMPTY_TRACE_HEADER } from '../../../sim/data/trace/trace-header.ts';
import { readInsight } from '../../../sim/cli/insight-option.ts';
import type { Shown } from '../../../sim/cli/trace-page.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);

const LOCATED = {
  scenario: 'tracker-direct',
  seed: '1',
  operations: 3,
  verdict: 'from operation 2 on',
  scale: 'here',
  infection: { step: 1, by: 'model', reason: 'a slot' },
  curve: [
    { kept: 0, tails: 8, same: 8, sameHere: 2, passed: 0, censored: 0, censoredHere: 0 },
    { kept: 3, tails: 6, same: 4, sameHere: 4, passed: 0, censored: 2, censoredHere: 2 },
    { kept: 4, tails: 1, same: 0, sameHere: 0, passed: 0, censored: 1, censoredHere: 1 },
  ],
  causes: [{ operation: 2 }],
};
const EXPLAINED = { operations: ['a', 'b', 'c'], matters: [['pid', 'any, but the same in steps 1, 2']] };

function shownWith(steps: number, seed = '1'): Shown {
  const trace = { header: { ...EMPTY_TRACE_HEADER, scenario: 'tracker-direct', seed }, steps: Array.from({ length: steps }) };
  return { trace, paste: [] } as unknown as Shown;
}

/** What is read where the options name files with these contents. */
function read(contents: { readonly locate?: unknown; readonly explain?: unknown }, shown: Shown = shownWith(3)): unknown {
  const texts: Record<string, string> = {};
  for (const [name, content] of Object.entries(contents)) {
    texts[name] = join(folder, `${name}.json`);
    writeFileSync(texts[name], typeof content === 'string' ? content : JSON.stringify(content));
  }
  return readInsight({ text: (name: string) => texts[name] } as unknown as Arguments, shown);
}

describe('readInsight()', () => {
  it('takes the shares of tails at their scale, the steps that stand out, and the sentences', () => {
    expect(read({})).toBeUndefined();
    expect(read({ locate: LOCATED, explain: EXPLAINED })).toEqual({
      curve: [
        [0, 0.25],
        [3, 1],
        [4, 0],
      ],
      steps: [
        ['infected', 1],
        ['decided', 2],
      ],
      lines: [
        ['inevitable', 'from operation 2 on'],
        ['pid', 'any, but the same in steps 1, 2'],
      ],
    });
    expect(read({ locate: { ...LOCATED, scale: 'ever' } })).toHaveProperty('curve.0', [0, 1]);
  });

  it.each([
    [{ locate: LOCATED }, shownWith(4), /is of 3 operations of scenario tracker-direct, seed 1/],
    [{ locate: LOCATED }, shownWith(3, '2'), /the page is of another run/],
    [{ locate: { ...LOCATED, scenario: 'known-limits' } }, shownWith(3), /scenario known-limits/],
    [{ locate: { ...LOCATED, operations: undefined } }, shownWith(3), /locate\.json must be what locate --json prints/],
    [{ explain: EXPLAINED }, shownWith(4), /is of another run/],
    [{ explain: LOCATED }, shownWith(3), /must be what explain --json prints/],
    [{ locate: '{' }, shownWith(3), /must be what locate --json prints/],
  ])('refuses %j for another run', (contents, shown, sentence) => {
    expect(() => read(contents, shown)).toThrow(sentence);
  });
});
