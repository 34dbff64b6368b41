import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPositionals, readArguments } from '../../sim/data/command-line/arguments.ts';
import { machineName } from './baseline.ts';
import { benchCommand } from './bench-command.ts';
import type { Figure } from './figures.ts';
import { KEPT_RUNS } from './memory-counts.ts';
import type { BenchReport } from './report.ts';
import { outputTo } from '../support/outputs.ts';

// As `npm test` has built it.
const command = benchCommand(new URL('../../dist/test/bench/measurer.js', import.meta.url));

// Nothing here asks how fast anything is: that would test the machine.
describe('benchCommand()', () => {
  it('answers --quick --json with one object whose figures are all finite numbers', async () => {
    const written: string[] = [];
    const out = outputTo((text) => void written.push(text));
    expect(await command.run(readArguments(command, ['--quick', '--json']), { out, err: out, onInterrupt: () => () => {} })).toBe(0);
    expect(written).toHaveLength(1);
    const report = JSON.parse(written[0]) as BenchReport;
    expect(report.figures.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'refresh-256',
        'refresh-4096',
        'flood-strict',
        'flood-balanced',
        'evict',
        'drain-4096',
        'lookup-unknown-worn',
        'probes-unknown-worn',
        'worker-memory',
        ...KEPT_RUNS,
        'encode',
        'decode',
        'judged-step-256',
        'judged-step-4096',
        'guarded-step',
        'model-run-step',
        'judged-beat',
        'judged-model-run-step',
        'udp-observer',
        'udp-bare',
        'campaign-step',
        'sweep',
      ]),
    );
    const isPositive = (value: number | null): boolean => value !== null && Number.isFinite(value) && value > 0;
    const isBad = ({ median, low, high, peer, ratio }: Figure): boolean =>
      ![median, low, high].every(isPositive) || (peer !== null && !isPositive(ratio));
    expect(report.figures.filter(isBad)).toEqual([]);
    expect(report.aims).toHaveLength(17);
    expect(report.rows.filter(({ ratio }) => !isPositive(ratio))).toEqual([]);
    expect(report.aims.filter(({ got, isMet }) => !isPositive(got) || typeof isMet !== 'boolean')).toEqual([]);
    // A process for each case: a minute on a machine that is busy with other things.
  }, 120_000);

  it.each([
    { what: 'slower than its baseline beyond the band', ratio: 1e6, exit: 1 },
    { what: 'as fast as it, or faster', ratio: 1e-6, exit: 0 },
  ])('ends with $exit where a case is $what', async ({ ratio, exit }) => {
    const path = join(mkdtempSync(join(tmpdir(), 'bench-')), 'baseline.json');
    writeFileSync(path, JSON.stringify({ machine: machineName(), rows: [{ name: 'decode', ratio }] }));
    const told: string[] = [];
    const context = { out: outputTo(() => {}), err: outputTo((text) => void told.push(text)), onInterrupt: () => () => {} };
    expect(await command.run(readArguments(command, ['--quick', '--only', 'decode', '--baseline', path]), context)).toBe(exit);
    expect(told.join('')).toMatch(exit === 0 ? /^$/ : /^decode: \S+ ×, the baseline has 1\.00e\+6 ×\n$/);
    rmSync(dirname(path), { recursive: true });
  });

  it('takes options alone', () => {
    expect(() => checkPositionals(command, readArguments(command, ['all']))).toThrow('bench: takes no arguments, got "all"');
  });
});
