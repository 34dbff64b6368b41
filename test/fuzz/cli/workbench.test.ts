import { describe, expect, it } from 'vitest';
import { FUZZ_EXIT } from '../../../fuzz/cli/exit.ts';
import { FUZZ_SPEC, readFuzzRequest } from '../../../fuzz/cli/fuzz-options.ts';
import { exitOfAll, jsonLeft } from '../../../fuzz/cli/targets-done.ts';
import { Workbench } from '../../../fuzz/cli/workbench.ts';
import { BUILD } from '../../../fuzz/engine/build.ts';
import { readArguments } from '../../../sim/data/command-line/arguments.ts';
import type { CommandContext } from '../../../sim/data/command-line/output.ts';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { outputTo, SILENT } from '../../support/outputs.ts';
import { PLANTED } from '../planted/targets.ts';

function benchOf(context: Pick<CommandContext, 'err' | 'onInterrupt'>): Workbench {
  const request = readFuzzRequest(readArguments(FUZZ_SPEC, ['--workers', '2']), PLANTED);
  return new Workbench(request, { out: SILENT, ...context }, { build: BUILD, corpora: 'corpora' });
}

describe('eachTarget()', () => {
  const [first, second, ...others] = PLANTED.map(({ name }) => name);

  it('interrupts what still runs where work on one target cannot be done, begins no more, and keeps what was done', async () => {
    let told = '';
    const bench = benchOf({ err: outputTo((text) => (told += text)), onInterrupt: () => () => {} });
    const said: string[] = [];
    const interrupted = (): Promise<void> => new Promise((resolve) => void bench.context.onInterrupt(resolve));
    const done = await bench.eachTarget(async ({ name }) => {
      said.push(`${name} begins`);
      bench.noteExit(FUZZ_EXIT.finding);
      if (name === second) throw new UsageError('fuzz: it cannot');
      await interrupted();
      // What listens later hears of it as well.
      await interrupted();
      return `${name} has ended`;
    });
    expect(said).toEqual([`${first} begins`, `${second} begins`]);
    expect(done).toMatchObject({ results: [`${first} has ended`], notBegun: others, failed: [{ target: second }], isInterrupted: false });
    expect([bench.whyEnding, told]).toEqual([`${second} could not be done`, `fuzz ${second}: it cannot\n`]);
    expect(exitOfAll([FUZZ_EXIT.interrupted], done)).toBe(FUZZ_EXIT.finding);
    expect(exitOfAll([FUZZ_EXIT.interrupted], { ...done, exitBefore: null })).toBe(FUZZ_EXIT.usage);
    expect(jsonLeft(done)).toEqual({ interrupted: false, notBegun: others, failed: [{ target: second, reason: 'it cannot' }] });
  });

  it('rejects where nothing was done, and says what an interrupt kept from beginning', async () => {
    const fails = benchOf({ err: SILENT, onInterrupt: () => () => {} });
    await expect(fails.eachTarget(() => Promise.reject(new Error('it cannot')))).rejects.toThrow('it cannot');
    let interrupt = (): void => {};
    const bench = benchOf({ err: SILENT, onInterrupt: (callback) => ((interrupt = callback), () => {}) });
    const done = await bench.eachTarget(async ({ name }) => {
      interrupt();
      return name;
    });
    expect(done).toMatchObject({ results: [first], notBegun: [second, ...others], failed: [], isInterrupted: true });
    expect(exitOfAll([FUZZ_EXIT.ok], done)).toBe(FUZZ_EXIT.interrupted);
  });
});
