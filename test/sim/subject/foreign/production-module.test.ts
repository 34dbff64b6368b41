import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../../../sim/data/command-line/usage-error.ts';
import { PRODUCTION_PARTS, replacedProduction, useProduction } from '../../../../sim/subject/foreign/production-module.ts';
import { PRODUCTION } from '../../../../sim/subject/production.ts';
import { plantedModule, productionUnderTest } from '../../../../sim/subject/production-under-test.ts';
import { replacedLines } from '../../../../sim/report/followed.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);
const before = { ...process.env };
let files = 0;

function moduleOf(text: string): string {
  const path = join(folder, `${files++}.mjs`);
  writeFileSync(path, text);
  return path;
}

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});

describe('useProduction()', () => {
  it('puts what a module has in the place of ours, and says what stays ours', async () => {
    const path = moduleOf(`export const production = { name: 'mine', version: '2', decodeFrame: () => 'bad-crc' };`);
    expect(await useProduction(path)).toBe(true);
    expect(plantedModule()).toBe(path);
    const production = await productionUnderTest();
    expect(production.decodeFrame(new Uint8Array(32))).toBe('bad-crc');
    expect(production.Tracker).toBe(PRODUCTION.Tracker);
    const ours = PRODUCTION_PARTS.filter((part) => part !== 'decodeFrame');
    expect(replacedProduction()).toEqual({ name: 'mine 2', replaced: ['decodeFrame'], ours });
    expect(replacedLines(replacedProduction())).toEqual([
      'production code of mine 2: decodeFrame',
      `  not its own, and so not tested: ${ours.join(', ')}`,
    ]);
  });

  it('leaves alone a module without one', async () => {
    expect(await useProduction(moduleOf('export const tracker = {};'))).toBe(false);
    expect([plantedModule(), replacedProduction(), replacedLines(null)]).toEqual([null, null, []]);
  });

  it.each([
    ['null', /production must be an object, got null/],
    ['{ protocol: 2, name: "x" }', /production\.protocol must be 1, got 2/],
    ['{ Tracker: class {} }', /production\.name must be a text/],
    ['{ name: "x", version: 1 }', /production\.version must be a text, got 1/],
    ['{ name: "x" }', /must have some of Tracker, TrackerView/],
    ['{ name: "x", decodeFrame: 5 }', /production\.decodeFrame must be a function or a class, got 5/],
    ['{ name: "x", Tracker: class {}, Observer: class {} }', /all of Tracker, .* or none, and has Tracker, Observer/],
    ['nothing', /cannot be loaded: ReferenceError: nothing is not defined/],
  ])('refuses %s in one sentence', async (text, message) => {
    const using = useProduction(moduleOf(`export const production = ${text};`));
    await expect(using).rejects.toThrow(UsageError);
    await expect(using).rejects.toThrow(message);
    expect(plantedModule()).toBeNull();
  });
});
