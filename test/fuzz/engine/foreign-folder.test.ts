import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readForeign } from '../../../fuzz/engine/foreign-folder.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

function folderOf(files: readonly string[]): string {
  const folder = scratchFolder(onTestFinished);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  return folder;
}

describe('readForeign()', () => {
  const queued = ['id:000000,time:0,execs:0,orig:seed', 'id:000001,src:000000,time:12,execs:99,op:havoc,rep:2,+cov'];

  it.each<readonly [string, readonly string[], readonly string[]]>([
    [
      'a corpus of libFuzzer',
      ['da39a3ee5e6b4b0d3255bfef95601890afd80709', 'seed.bin'],
      ['da39a3ee5e6b4b0d3255bfef95601890afd80709', 'seed.bin'],
    ],
    ['a queue of AFL++', [...queued, '.state/deterministic_done/x', 'README.txt'], queued],
    [
      'the folder of one of its fuzzers',
      [...queued.map((name) => `queue/${name}`), 'fuzzer_stats', 'crashes/README.txt'],
      queued.map((name) => `queue/${name}`),
    ],
    [
      'its output folder, all fuzzers in it',
      ['main/queue/id:000000,a', 'main/cmdline', 'second/queue/id_000000,b', 'second/queue/.state/x'],
      ['main/queue/id:000000,a', 'second/queue/id_000000,b'],
    ],
    ['an empty folder', [], []],
  ])('reads %s, and nothing that is no input', (_, files, inputs) => {
    expect(readForeign(folderOf(files)).map((input) => Buffer.from(input).toString())).toEqual(inputs);
  });
});
