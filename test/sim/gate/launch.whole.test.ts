import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { callNode, type Said } from '../../support/call-program.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');

let folder = '';

beforeEach(() => {
  folder = scratchFolder(onTestFinished);
  for (const name of ['sim/gate', 'sim/cli']) mkdirSync(join(folder, name), { recursive: true });
  cpSync(join(ROOT, 'sim/gate/launch.mjs'), join(folder, 'sim/gate/launch.mjs'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  put('package.json', '{"type":"module"}');
  const compilerOptions = { composite: true, module: 'NodeNext', target: 'ES2022', outDir: '../dist/sim', rootDir: '.', types: [] };
  put('sim/tsconfig.json', JSON.stringify({ compilerOptions, include: ['cli/*.ts'] }));
  put('sim/cli/main.ts', "declare const console: { log: (text: string) => void };\nconsole.log('the gate runs');\n");
});
function put(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function launch(gate: string): Promise<Said> {
  put('sim/cli/verify-command.ts', gate);
  return callNode(['sim/gate/launch.mjs', 'verify', '--junit', 'gate.xml', '--out=gate.json', '--json'], { cwd: folder });
}

describe('the start of the gate', () => {
  it('does not depend on whether the types are right: the gate says so itself', async () => {
    expect(await launch('export const VERIFY = 1;')).toEqual({ code: 0, out: 'the gate runs\n', err: '' });
    expect(await launch("export const VERIFY: number = 'one';")).toEqual({
      code: 0,
      out: 'the gate runs\n',
      err: expect.stringContaining('error TS2322'),
    });
  });

  it('ends with 1, and leaves the reports, where the code of the gate cannot even be read', async () => {
    const { code, out, err } = await launch('export const = <1>;');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/error TS1134.*\nvarta-sim: types: the code does not compile, and the gate with it\n$/s),
    ]);
    expect(JSON.parse(out)).toMatchObject({ exit: 1, failed: 1, parts: [{ name: 'types', exit: 1, line: 'npm run build' }] });
    expect(readFileSync(join(folder, 'gate.json'), 'utf8')).toBe(out);
    expect(readFileSync(join(folder, 'gate.xml'), 'utf8')).toContain('<testsuite name="types" tests="1" failures="1" errors="0">');
  });
});
