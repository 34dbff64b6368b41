import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { scratchFolder } from './scratch-folder.ts';
import { setup } from './temporary-folder.ts';

/** Beyond the largest number that Linux gives a process. */
const GONE = 2 ** 22 + 1;

/** A folder for temporary files, and what is done at the end of this process that was not before. */
function temporary(...names: readonly string[]): { readonly folder: string; readonly exit: () => void } {
  const folder = scratchFolder(onTestFinished);
  for (const name of names) mkdirSync(join(folder, name));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const before = process.listeners('exit');
  const added = () => process.listeners('exit').filter((listener) => !before.includes(listener));
  onTestFinished(() => added().forEach((listener) => process.off('exit', listener)));
  return { folder, exit: () => added().forEach((listener) => listener(0)) };
}

it('makes one folder however often it is called, and removes it with all that is in it', () => {
  const { folder, exit } = temporary();
  setup();
  setup();
  const [own, ...more] = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(own).toMatch(new RegExp(`^varta-sim-tests-${process.pid}-`));
  expect(more).toEqual([]);
  expect(process.env['TMPDIR']).toBe(join(folder, own));
  writeFileSync(join(folder, own, 'file'), '');
  exit();
  expect(readdirSync(folder)).toEqual([]);
});

it('removes the folders of processes that are gone, and no others', () => {
  const others = [`varta-sim-tests-${process.ppid}-a`, 'varta-sim-tests-a', `varta-sim-test-${GONE}-a`];
  const { folder, exit } = temporary(`varta-sim-tests-${GONE}-a`, ...others);
  setup();
  exit();
  expect(readdirSync(folder).sort((a, b) => (a < b ? -1 : 1))).toEqual([...others].sort((a, b) => (a < b ? -1 : 1)));
});

it('leaves the folders of other users', () => {
  const { folder, exit } = temporary(`varta-sim-tests-${GONE}-a`);
  const spy = vi.spyOn(process, 'getuid').mockReturnValue(2 ** 31);
  onTestFinished(() => spy.mockRestore());
  setup();
  exit();
  expect(readdirSync(folder)).toEqual([`varta-sim-tests-${GONE}-a`]);
});

it('says nothing of what cannot be removed', () => {
  const { folder, exit } = temporary();
  setup();
  rmSync(folder, { recursive: true });
  // The system refuses what lies below a file.
  writeFileSync(folder, '');
  expect(exit).not.toThrow();
});
