import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'acorn';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JUDGE_MUTANTS } from '../../../sim/zoo/oracle-mutants.ts';
import { misfitOf, mutated, plantMutant } from '../../../sim/zoo/load-mutant.ts';
import { bug, edit, type Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS, MUTANTS_BY_GROUP, ZOO } from '../../../sim/zoo/mutants.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COMPILED = join(ROOT, 'dist');

const EDIT = edit('src/f.js', 'a', '$&b');
const TINY = bug('m', 's', [EDIT]);
const AMISS = bug('m', 's', [{ ...EDIT, pattern: 'q' }]);

describe('mutated()', () => {
  it('replaces the one place, whatever stands in the replacement', () => expect(mutated('xax', 'src/f.js', TINY)).toBe('x$&bx'));
  it('leaves other files alone', () => expect(mutated('xax', 'src/g.js', TINY)).toBe('xax'));
  it('refuses a pattern that stands nowhere', () =>
    expect(() => mutated('xx', 'src/f.js', TINY)).toThrow('mutant m: its pattern stands 0 times in src/f.js, once is needed'));
  it('refuses a pattern that stands twice', () => expect(() => mutated('aa', 'src/f.js', TINY)).toThrow(/2 times/));
  it('makes a second change to the same file, and one to another', () => {
    const mutant = bug('m', 's', [EDIT, edit('src/f.js', 'y', 'z'), edit('src/g.js', 'y', 'w')]);
    expect(mutated('xay', 'src/f.js', mutant)).toBe('x$&bz');
    expect(mutated('xay', 'src/g.js', mutant)).toBe('xaw');
  });
});

describe('misfitOf() and plantMutant()', () => {
  function compiled(): string {
    const folder = scratchFolder(onTestFinished);
    for (const room of ['src', 'sim']) mkdirSync(join(folder, room));
    writeFileSync(join(folder, 'src/f.js'), 'xax\n//# sourceMappingURL=f.js.map');
    writeFileSync(join(folder, 'sim/g.js'), 'xax');
    return folder;
  }

  it('tell a mutant that fits from one that does not', () => {
    const folder = compiled();
    expect(misfitOf(TINY, folder)).toBeNull();
    expect(misfitOf(AMISS, folder)).toBe('mutant m: its pattern stands 0 times in src/f.js, once is needed');
    expect(misfitOf(bug('m', 's', [{ ...EDIT, file: 'src/h.js' }]), folder)).toBe('mutant m: there is no file src/h.js');
  });

  it('copy the harness for a mutant of the harness alone, and take the copy away again', () => {
    const folder = compiled();
    const listeners = process.listenerCount('exit');
    const inSource = plantMutant(TINY, folder);
    const inHarness = plantMutant(bug('m', 's', [{ ...EDIT, file: 'sim/g.js' }]), folder);
    expect([inSource.isWhole, existsSync(join(inSource.folder, 'sim'))]).toEqual([false, false]);
    expect([inHarness.isWhole, existsSync(join(inHarness.folder, 'sim/g.js'))]).toEqual([true, true]);
    expect(process.listenerCount('exit')).toBe(listeners + 1);
    inSource.dispose();
    inHarness.dispose();
    expect([existsSync(inSource.folder), existsSync(inHarness.folder), process.listenerCount('exit')]).toEqual([false, false, listeners]);
  });

  it('take copies away where their process ends in the midst of its work, the others also where one cannot be', () => {
    const temporary = scratchFolder(onTestFinished);
    const planting = `import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      import { plantMutant } from ${JSON.stringify(pathToFileURL(join(COMPILED, 'sim/zoo/load-mutant.js')).href)};
      const [kept] = [1, 2].map(() => plantMutant(${JSON.stringify(TINY)}, ${JSON.stringify(compiled())}).folder);
      const { rmSync } = fs;
      fs.rmSync = (path, options) => {
        if (path === kept) throw new Error('it is written to');
        rmSync(path, options);
      };
      syncBuiltinESMExports();
      console.log(kept);
      process.exit(3);`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', planting], {
      env: { ...process.env, TMPDIR: temporary },
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect([status, readdirSync(temporary).map((name) => join(temporary, name))]).toEqual([3, [stdout.trimEnd()]]);
  });

  it('leave nothing behind of a mutant that does not fit', () => {
    expect(() => plantMutant(AMISS, compiled())).toThrow(/0 times/);
  });
});

describe('MUTANTS', () => {
  it('have names and sentences of their own, and are at least forty', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(new Set(MUTANTS.map(({ sentence }) => sentence)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
    for (const { name, sentence } of MUTANTS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(sentence).toMatch(/^[^A-Z].{15,}[^.]$/);
    }
  });

  it('change the production code alone, each in its own way', () => {
    const changes = MUTANTS.map((mutant) => JSON.stringify(mutant.edits));
    expect(new Set(changes).size).toBe(MUTANTS.length);
    for (const mutant of MUTANTS) for (const { file } of mutant.edits) expect(file).toMatch(/^src\//);
  });

  it.each([...Object.entries(ZOO), ['judges', JUDGE_MUTANTS] as const])(
    'of %s fit what is compiled, and what they make can be read',
    (_part, mutants) => {
      expect(mutants.flatMap((mutant) => misfitOf(mutant, COMPILED) ?? [])).toEqual([]);
      expect(mutants.flatMap(unreadable)).toEqual([]);
    },
  );

  /** The files of a mutant that are no modules any more, each with the reason. */
  function unreadable(mutant: Mutant): string[] {
    return [...new Set(mutant.edits.map(({ file }) => file))].flatMap((file) => {
      try {
        parse(mutated(readFileSync(join(COMPILED, file), 'utf8'), file, mutant), { ecmaVersion: 'latest', sourceType: 'module' });
        return [];
      } catch (error) {
        return [`${mutant.name}: ${file}: ${String(error)}`];
      }
    });
  }

  it('that cannot be read are noticed', () => {
    const [first] = MUTANTS;
    const broken = { ...first, edits: [{ ...first.edits[0], replacement: '+ ;' }] };
    expect(unreadable(broken)).toEqual([expect.stringContaining('SyntaxError')]);
  });

  it('are of each part', () => {
    for (const mutants of Object.values(MUTANTS_BY_GROUP)) expect(mutants.length).toBeGreaterThanOrEqual(6);
  });
});
