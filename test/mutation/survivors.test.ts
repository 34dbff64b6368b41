import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoreOf, type Excuse, type MutantResult } from './survivors.ts';

const SOURCE = 'const a = 1;\n  if (a < b) {\n    c();\n  }\n';
const mutant = (status: string, replacement: string): MutantResult => ({
  mutatorName: 'x',
  status,
  replacement,
  location: { start: { line: 2, column: 7 }, end: { line: 2, column: 12 } },
});
const report = (...mutants: MutantResult[]): Parameters<typeof scoreOf>[0] => ({ files: { 'src/f.ts': { source: SOURCE, mutants } } });
const survivor = { file: 'src/f.ts', line: 'if (a < b) {', original: 'a < b', replacement: 'a <= b' };

describe('scoreOf()', () => {
  it('counts what was killed, hung or threw as found, and leaves out what did not compile', () => {
    const score = scoreOf(
      report(...['Killed', 'Timeout', 'RuntimeError', 'CompileError', 'Ignored'].map((status) => mutant(status, 'true'))),
      [],
    );
    expect(score).toMatchObject({ detected: 3, total: 3, unexplained: [] });
  });

  it('names a survivor by its line and its text, covered or not', () => {
    const score = scoreOf(report(mutant('Survived', 'a <= b'), mutant('NoCoverage', 'true')), []);
    expect(score.unexplained).toEqual([survivor, { ...survivor, replacement: 'true' }]);
    expect(score).toMatchObject({ detected: 0, total: 2, excused: 0 });
  });

  it('lets a survivor with an excuse pass, and no other', () => {
    const score = scoreOf(report(mutant('Survived', 'a <= b'), mutant('Survived', 'true')), [{ ...survivor, why: 'w' }]);
    expect(score).toMatchObject({ total: 2, excused: 1, unexplained: [{ ...survivor, replacement: 'true' }], stale: [] });
  });

  it('names an excuse whose mutant was found', () => {
    const excuse = { ...survivor, why: 'w' };
    expect(scoreOf(report(mutant('Killed', 'a <= b')), [excuse]).stale).toEqual([excuse]);
  });

  it('lets excuses of files alone that were not changed in this run', () => {
    expect(scoreOf(report(mutant('Killed', 'a <= b')), [{ ...survivor, file: 'src/g.ts', why: 'w' }]).stale).toEqual([]);
  });

  it('puts a text of several lines on one', () => {
    const whole = { ...mutant('Survived', '{}'), location: { start: { line: 2, column: 14 }, end: { line: 4, column: 4 } } };
    expect(scoreOf(report(whole), []).unexplained).toEqual([{ ...survivor, original: '{ c(); }', replacement: '{}' }]);
  });
});

describe('excuses.json', () => {
  const ROOT = join(import.meta.dirname, '../..');
  const excuses = JSON.parse(readFileSync(join(ROOT, 'test/mutation/excuses.json'), 'utf8')) as Excuse[];

  it.each([...new Set(excuses.map(({ file }) => file))])('excuses lines of %s that are there', (file) => {
    const lines = readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .map((line) => line.trim());
    expect(excuses.filter((excuse) => excuse.file === file && !lines.includes(excuse.line)).map(({ line }) => line)).toEqual([]);
  });
});
