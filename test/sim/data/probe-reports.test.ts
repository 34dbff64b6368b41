import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { probeReports } from '../../../sim/data/probe-reports.ts';
import { unwritable } from '../../../sim/data/write-whole.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

let folder = '';
beforeEach(() => {
  folder = scratchFolder(onTestFinished);
  writeFileSync(join(folder, 'old.json'), 'old');
});

describe('probeReports()', () => {
  const at = (...names: string[]): string => join(folder, ...names);

  it('lets pass what can be written, and leaves everything as it is', async () => {
    await probeReports({ files: [at('old.json'), at('new.json'), null, undefined], newFiles: [at('trace')], folders: [at('deep', 'er')] });
    expect(readdirSync(folder)).toEqual(['old.json']);
    expect(readFileSync(at('old.json'), 'utf8')).toBe('old');
  });

  it.each([
    ['a file in no folder', () => ({ files: [at('nowhere', 'a.json')] }), 'there is no such folder'],
    ['a folder as a file', () => ({ files: [folder] }), 'it is a folder'],
    ['a file in a file', () => ({ files: [at('old.json', 'a.json')] }), 'there is no such folder'],
    ['a file that is there already', () => ({ newFiles: [at('old.json')] }), 'there is a file of that name'],
    ['a folder in a file', () => ({ folders: [at('old.json', 'deep')] }), 'is no folder'],
  ])('refuses %s', async (_, reports, why) => {
    const refused = probeReports(reports());
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(new RegExp(`^Cannot write .*${why}$`));
  });

  it.each([
    ['EACCES', 'it may not be written'],
    ['EPERM', 'it may not be written'],
    ['EROFS', 'its file system is read-only'],
    ['EEXIST', 'there is a file of that name'],
    ['ENAMETOOLONG', 'its name is too long'],
    ['ELOOP', 'ELOOP: as the system says'],
  ])('tells %s in words', (code, why) => {
    const error = Object.assign(new Error(`${code}: as the system says`), { code });
    for (const thrown of [error, new Error(why, { cause: error })]) expect(unwritable(thrown, 'x: ').message).toBe(`x: ${why}`);
  });
});
