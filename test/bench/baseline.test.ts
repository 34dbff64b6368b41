import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fallenBehind, machineName, readBaseline } from './baseline.ts';
import type { FuzzRow } from './fuzz-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function row(name: string, ratio: number | null): FuzzRow {
  return { name, unit: 's', ours: 1, peers: 2, peer: 'it', ratio };
}

describe('fallenBehind()', () => {
  it('names what has fallen by more than the band, or is found no more, and nothing else', () => {
    const before = [
      row('same', 10),
      row('at-the-band', 10),
      row('slower', 10),
      row('small', 0.03),
      row('lost', 10),
      row('gone', 10),
      row('never', null),
    ];
    const now = [
      row('same', 11),
      row('at-the-band', 6),
      row('slower', 5.9),
      row('small', 0.0012),
      row('lost', null),
      row('new', 1),
      row('never', null),
    ];
    expect(fallenBehind(now, before, 0.4)).toEqual([
      'slower: 5.90 ×, the baseline has 10.0 ×',
      'small: 0.00120 ×, the baseline has 0.0300 ×',
      'lost: nothing found, the baseline has 10.0 ×',
    ]);
  });
});

describe('readBaseline()', () => {
  it('takes what was printed, and refuses anything else with its name', () => {
    const path = join(folder, 'baseline.json');
    const report = { machine: machineName(), node: 'v20', rows: [row('same', 10), row('never', null)] };
    writeFileSync(path, JSON.stringify(report));
    expect(readBaseline('bench', path, ['new', 'same'])).toEqual(report.rows);
    expect(() => readBaseline('bench', path, ['new', 'never'])).toThrow(`bench: ${path} has none of what is measured: new, never`);
    for (const rows of ['7', '[{"name":"x"}]', '[{"name":1,"ratio":1}]']) {
      writeFileSync(path, `{"machine":${JSON.stringify(machineName())},"rows":${rows}}`);
      expect(() => readBaseline('bench', path, ['x'])).toThrow(`bench: ${path} is not what --json prints`);
    }
    for (const text of ['', '[]', 'null', '{"rows":[]}']) {
      writeFileSync(path, text);
      expect(() => readBaseline('bench', path, ['x'])).toThrow(`bench: ${path} is not what --json prints`);
    }
    expect(() => readBaseline('bench', join(folder, 'none'), ['x'])).toThrow('there is no such file');
    writeFileSync(path, JSON.stringify({ ...report, machine: 'an abacus' }));
    expect(() => readBaseline('bench', path, ['same'])).toThrow(
      `bench: ${path} was printed on another machine: "an abacus", and this is "`,
    );
  });
});
