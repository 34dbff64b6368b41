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

it('instrument() makes one copy where two targets that share it begin at once, and finds it later', async () => {
  const root = scratchFolder(onTestFinished);
  for (const name of ['targets.js', 'features.js']) writeFileSync(join(root, name), 'export const one = (a) => (a ? 1 : 2);\n');
  const build = { ...BUILD, root, targets: 'targets.js', features: 'features.js', instrumented: ['targets.js'] };
  const [first, second] = await Promise.all(['frame-decode', 'tracker-ops'].map((target) => instrument(build, target)));
  expect(first.hits).toBeGreaterThan(0);
  expect(second).toBe(first);
  const later = await instrument(build, 'frame-decode');
  expect(later).not.toBe(first);
  expect(later).toEqual(first);
  // What was made once is made anew where the code is another.
  writeFileSync(join(root, 'targets.js'), 'export const one = 1;\n');
  expect((await instrument(build, 'frame-decode')).key).not.toBe(first.key);
});
