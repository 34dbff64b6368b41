import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAnnotations, formatSummary } from '../../../sim/report/github.ts';
import type { FindingReport } from '../../../sim/report/campaign-reports.ts';

const REPORT: FindingReport = {
  signature: 'invariant/a-rule/poll',
  sentence: 'something is wrong',
  details: ['expected 1', 'got 2'],
  count: 30,
  file: null,
  line: 'npm run replay -- findings/a.ndjson',
};

/** A command of GitHub as its runner reads it; null if the line is none. */
function read(line: string): { properties: Record<string, string>; message: string } | null {
  const match = /^::error (.*?)::(.*)$/.exec(line);
  if (match === null) return null;
  const unescape = (text: string): string =>
    text.replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
  const properties = match[1].split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2).map(unescape));
  return { properties: Object.fromEntries(properties) as Record<string, string>, message: unescape(match[2]) };
}

describe('formatAnnotations()', () => {
  it('is one line for a report, however often it came up', () => {
    expect(formatAnnotations([REPORT])).toBe(
      '::error title=invariant/a-rule/poll::something is wrong%0Aexpected 1%0Agot 2%0A30 times%0Anpm run replay -- findings/a.ndjson\n',
    );
  });

  it('is read back as it was meant, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (signature, sentence, file) => {
        const text = formatAnnotations([{ ...REPORT, signature, sentence, file, details: [], count: 1, line: null }]);
        expect(text.split('\n')).toHaveLength(2);
        expect(read(text.slice(0, -1))).toEqual({ properties: { file, title: signature }, message: sentence });
      }),
      { examples: [['a:b,c', '%\r\n::', 'x,y:z%']] },
    );
  });

  it('shows ten at most, and says how many more there are', () => {
    const lines = (count: number): string[] => formatAnnotations(new Array<FindingReport>(count).fill(REPORT)).trimEnd().split('\n');
    expect([lines(10).length, lines(11).length]).toEqual([10, 10]);
    expect(lines(11).at(-1)).toContain('and 2 more');
  });
});

describe('formatSummary()', () => {
  it('tells the verdict, the table and each report', () => {
    const text = formatSummary({ verdict: 'safety (10)', head: ['part', 'took'], rows: [['a|b', '1 s']], reports: [REPORT] });
    expect(text).toBe(
      [
        '## safety (10)',
        '',
        '| part | took |',
        '| --- | --- |',
        '| a\\|b | 1 s |',
        '',
        '### invariant/a-rule/poll',
        '',
        'something is wrong (30 times)',
        '',
        '```',
        'expected 1',
        'got 2',
        '```',
        '',
        '```',
        'npm run replay -- findings/a.ndjson',
        '```',
        '',
      ].join('\n'),
    );
  });

  it('has notes below the table', () => {
    const text = formatSummary({ verdict: 'ok (0)', head: ['part'], rows: [['a']], notes: ['skipped: len, 3 times'], reports: [] });
    expect(text).toContain('| a |\n\n```\nskipped: len, 3 times\n```\n');
  });

  it('lets nothing in a report end its fence or begin something of its own', () => {
    const report = { ...REPORT, sentence: '<img> `x` [a](b)\n# big', details: ['````'], line: null };
    const text = formatSummary({ verdict: 'v', head: ['h'], rows: [], reports: [report] });
    expect(text).toContain('\\<img\\> \\`x\\` \\[a\\](b) \\# big');
    expect(text).toContain('`````\n````\n`````\n');
  });
});
