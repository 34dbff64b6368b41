import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Build } from '../../fuzz/engine/build.ts';
import { nameCommonJs } from '../../fuzz/engine/common-js.ts';
import { contentName } from '../../fuzz/engine/corpus-folder.ts';
import { JsfuzzLogReader } from '../../fuzz/jsfuzz/jsfuzz-log.ts';

/** What came of one run of one engine. */
export interface BenchRun {
  readonly executions: number;
  readonly elapsedMs: number;
  readonly hasFound: boolean;
}

/** jsfuzz as it comes: its program over a file that exports the target's function, ended when the time is over. */
export async function runBareJsfuzz(build: Build, target: string, timeMs: number, inputs: readonly Uint8Array[]): Promise<BenchRun> {
  const folder = mkdtempSync(join(tmpdir(), 'bare-jsfuzz-'));
  const corpus = join(folder, 'corpus');
  mkdirSync(corpus);
  nameCommonJs(build.folder);
  for (const input of inputs) writeFileSync(join(corpus, contentName(input)), input);
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
  const targets = JSON.stringify(join(build.folder, build.targets));
  writeFileSync(join(folder, 'target.js'), `exports.fuzz = require(${targets}).TARGETS.find(({ name }) => name === '${target}').fuzz;\n`);
  const log = new JsfuzzLogReader();
  const program = createRequire(import.meta.url).resolve('jsfuzz/build/src/index.js');
  const startMs = performance.now();
  // It tells how far it is every three seconds: that is as long as its executions are known.
  let toldMs = startMs;
  const child = spawn(process.execPath, [program, 'target.js', 'corpus'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const { executions } = log.log;
    log.read(text);
    if (log.log.executions > executions) toldMs = performance.now();
  });
  const endAll = (): void => void (child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'));
  const timer = setTimeout(endAll, timeMs);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const hasFound = log.log.end === 'crash';
  const endMs = hasFound ? performance.now() : toldMs;
  rmSync(folder, { recursive: true, force: true });
  return { executions: log.log.executions, elapsedMs: endMs - startMs, hasFound };
}
