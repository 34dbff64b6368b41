import { describe, expect, it } from 'vitest';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { benchCommand } from './bench-command.ts';
import type { Figure } from './figures.ts';
import type { BenchReport } from './report.ts';

// As `npm test` has built it.
const MEASURER = new URL('../../dist/test/bench/measurer.js', import.meta.url);

// Nothing here asks how fast anything is: that would test the machine.
describe('benchCommand()', () => {
  it('answers --quick --json with one object whose figures are all finite numbers', async () => {
    const written: string[] = [];
    expect(await benchCommand(['--quick', '--json'], (text) => written.push(text), MEASURER)).toBe(0);
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
        'encode',
        'decode',
        'judged-step-256',
        'judged-step-4096',
        'guarded-step',
        'model-run-step',
        'sweep',
      ]),
    );
    const isPositive = (value: number | null): boolean => value !== null && Number.isFinite(value) && value > 0;
    const isBad = ({ median, low, high, peer, ratio }: Figure): boolean =>
      ![median, low, high].every(isPositive) || (peer !== null && !isPositive(ratio));
    expect(report.figures.filter(isBad)).toEqual([]);
    expect(report.aims).not.toHaveLength(0);
    expect(report.aims.filter(({ got, isMet }) => !isPositive(got) || typeof isMet !== 'boolean')).toEqual([]);
    // A process for each case: a minute on a machine that is busy with other things.
  }, 120_000);

  it('refuses what it does not take, in one sentence', async () => {
    const write = (): void => {};
    await expect(benchCommand(['--fast'], write)).rejects.toThrow(
      new UsageError('bench: there is no option --fast; there are --quick, --json'),
    );
    await expect(benchCommand(['all'], write)).rejects.toThrow(new UsageError('bench: it takes options alone, got all'));
  });
});
