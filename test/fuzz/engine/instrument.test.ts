import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { BUILD } from '../../../fuzz/engine/build.ts';
import { instrument } from '../../../fuzz/engine/instrument.ts';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

it('instrument() says in a sentence that no copy can be kept beside the build', async () => {
  const root = scratchFolder(onTestFinished);
  writeFileSync(join(root, 'instrumented'), 'a file');
  const copy = instrument({ ...BUILD, root }, 'frame-decode');
  await expect(copy).rejects.toThrow(UsageError);
  await expect(copy).rejects.toThrow(/^Cannot write .*instrumented is no folder$/);
});

it('instrument() looks for one copy where two targets that share it begin at once', async () => {
  const root = scratchFolder(onTestFinished);
  const begun = ['frame-decode', 'tracker-ops'].map((target) => instrument({ ...BUILD, root }, target));
  const [first, second] = await Promise.all(begun.map((copy) => copy.catch((error: unknown) => error)));
  expect(first).toBeInstanceOf(Error);
  expect(first).toBe(second);
});
