import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
let folder = '';

// The program is built here and not taken from the last build, which may be of other code.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serve-test-'));
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      rootDir: root,
      outDir: folder,
      composite: false,
      noCheck: true,
      declaration: false,
      declarationMap: false,
      sourceMap: false,
    },
    files: [join(root, 'sim/subject/serve/serve.ts')],
    references: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'run.js'),
    "import { serve } from './sim/subject/serve/serve.js';\nawait serve(process.stdin, process.stdout);\n",
  );
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', folder]);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [join(folder, 'run.js')]);
}

const NEW = '{"op":"new","capacity":1,"policy":"strict","window":1}\n';

describe('serve() behind a process', () => {
  it('answers everything that was written ahead, and ends with status 0', async () => {
    const child = start();
    const replies = text(child.stdout);
    const complaints = text(child.stderr);
    child.stdin.end(NEW + '{"op":"len"}\n'.repeat(50_000));
    const [status] = (await once(child, 'close')) as [number];
    expect(await replies).toBe(`{"ok":true}\n${'{"value":0}\n'.repeat(50_000)}`);
    expect([status, await complaints]).toEqual([0, '']);
  });

  it('ends with status 0 and without a word when its reader goes away', async () => {
    const child = start();
    const complaints = text(child.stderr);
    child.stdin.on('error', () => {});
    child.stdout.once('data', () => child.stdout.destroy());
    const feed = setInterval(() => child.stdin.write('{"op":"len"}\n'.repeat(1000)), 1);
    const [status] = (await once(child, 'close')) as [number];
    clearInterval(feed);
    expect([status, await complaints]).toEqual([0, '']);
  });
});
