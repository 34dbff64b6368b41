import { expect, it } from 'vitest';
import { Workbench } from '../../../fuzz/cli/workbench.ts';
import { FUZZ_SPEC, readFuzzRequest } from '../../../fuzz/cli/fuzz-options.ts';
import { BUILD } from '../../../fuzz/engine/build.ts';
import { readArguments } from '../../../sim/data/command-line/arguments.ts';
import { PLANTED } from '../planted/targets.ts';

const SILENT = { write: () => {}, raw: () => {}, isTerminal: false, hasColor: false, columns: 80 };

it('eachTarget() interrupts what still runs where work on one target cannot be done, and begins no more', async () => {
  const request = readFuzzRequest(readArguments(FUZZ_SPEC, ['--workers', '2']), PLANTED);
  const context = { out: SILENT, err: SILENT, onInterrupt: () => () => {} };
  const bench = new Workbench(request, context, { build: BUILD, corpora: 'corpora' });
  const said: string[] = [];
  const interrupted = (): Promise<void> => new Promise((resolve) => void bench.context.onInterrupt(resolve));
  const begun = bench.eachTarget(async ({ name }) => {
    said.push(`${name} begins`);
    if (name === PLANTED[1].name) throw new Error('it cannot');
    await interrupted();
    // What listens later hears of it as well.
    await interrupted();
    said.push(`${name} has ended`);
  });
  await expect(begun).rejects.toThrow('it cannot');
  const [first, second] = PLANTED.map(({ name }) => name);
  expect([said, bench.isEnding]).toEqual([[`${first} begins`, `${second} begins`, `${first} has ended`], true]);
});
