import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { SLOW_START } from '../planted/slow-start.ts';
import { FuzzProgram, PATIENCE_MS } from './fuzz-program.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });
afterAll(() => FuzzProgram.removeAll());

const JSFUZZ = ['--engine', 'jsfuzz', '--seed', '7'];

describe('npm run fuzz -- --engine jsfuzz', () => {
  it.concurrent('drives the real jsfuzz for as many runs as asked, the same by the same seed, and adds what it found', async () => {
    const program = new FuzzProgram();
    for (const name of ['one', 'two']) {
      mkdirSync(join(program.folder, name, 'folder'), { recursive: true });
      writeFileSync(join(program.folder, name, 'seed'), Buffer.from([0x56, 0]));
    }
    const call = (name: string) => program.call(['nested-bytes', ...JSFUZZ, '--runs', '400', '--corpus', name, '--grow', '--json']);
    const [first, second] = await Promise.all([call('one'), call('two')]);
    expect(JSON.parse(first.out)).toEqual(JSON.parse(second.out));
    expect(JSON.parse(first.out).targets[0]).toMatchObject({ executions: 401, seeds: 1, exit: 0 });
    expect(program.list('one')).toEqual(program.list('two'));
    expect(program.list('one').length).toBe(2 + JSON.parse(first.out).targets[0].found);
  });

  it.concurrent.each([
    ['exits', 77],
    ['rejects', 70],
  ])('tells by its exit code that a target %s, where jsfuzz may say 0', async (target, code) => {
    const program = new FuzzProgram();
    const said = await program.call([target, ...JSFUZZ, '--time', '20s']);
    expect(said.code).toBe(code);
    expect(program.list('findings')).toHaveLength(code === 77 ? 1 : 0);
  });

  it.concurrent('does not call a target hung that was still being loaded, and says what to do', async () => {
    const program = new FuzzProgram();
    // jsfuzz looks at the time every three seconds.
    const { code, err } = await program.call([
      'nested-bytes',
      '--engine',
      'jsfuzz',
      '--seed',
      SLOW_START,
      '--time',
      '20s',
      '--timeout',
      '1s',
    ]);
    expect([code, err]).toEqual([
      70,
      expect.stringMatching(
        /^fuzz nested-bytes: no hang: jsfuzz ended the target while it was being loaded.*; --timeout above 1 s gives it more$/m,
      ),
    ]);
    expect(program.list('findings')).toEqual([]);
  });
});
