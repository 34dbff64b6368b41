import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantedEnvironment, ROOT } from '../../recording/die.ts';
import { WAYS, type Way } from '../../recording/ways.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const MAIN = `node ${JSON.stringify(join(ROOT, 'dist/sim/cli/main.js'))}`;
const THROWS = WAYS.find(({ name }) => name === 'throws in poll') as Way;
const FULL = 'varta-sim: standard output cannot be written to, and what is missing there is lost: ENOSPC: no space left on device, write\n';

const folder = scratchFolder(afterAll);

beforeAll(async () => {
  expect((await inShell(`${run()} >all.txt`)).code).toBe(10);
}, 60_000);

/** A campaign that finds something. */
function run(): string {
  return `${MAIN} --scenario steady-fleet --seeds 2 --steps 3000 --workers 1 --no-shrink --no-rerun --findings found`;
}

function firstTrace(): string {
  return `found/${readdirSync(join(folder, 'found'))[0]}`;
}

/** A program of few lines that writes three million bytes and then ends with 7, or breaks. */
function talker(end: string = 'return 7'): string {
  const { href } = pathToFileURL(join(ROOT, 'dist/sim/data/command-line/program.js'));
  const text = `(await import('${href}')).runAsProcess({name:'talker'},async({out})=>{out.write('x'.repeat(3e6));${end}})`;
  return `node --input-type=module -e "${text}"`;
}

/** What a line of a shell came to; `$?` of a program in a pipe goes through the file `code`. */
function inShell(line: string): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    const shell = spawn('bash', ['-c', line], { cwd: folder, env: plantedEnvironment(THROWS, folder), stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    shell.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    shell.once('close', (code) => resolve({ code, out, err }));
  });
}

const OF_PROGRAM = 'exit "${PIPESTATUS[0]}"';

describe.concurrent('the exit code', () => {
  it.each([
    ['run', () => `${run()} | head -1; ${OF_PROGRAM}`],
    ['replay', () => `${MAIN} replay ${firstTrace()} | true; ${OF_PROGRAM}`],
    ['corpus', () => `${MAIN} corpus found | true; ${OF_PROGRAM}`],
  ])('of %s is the verdict when the reader has left', async (_, line) => {
    expect(await inShell(line())).toMatchObject({ code: 10, err: expect.not.stringContaining('varta-sim') });
  });

  it('is the verdict when standard output and standard error are closed, or both on a full disk', async () => {
    const lines = [`${run()} >&- 2>&-`, `${run()} 2>/dev/full >&2`];
    for (const { code } of await Promise.all(lines.map(inShell))) expect(code).toBe(10);
  });

  it('is the verdict when the disk is full, and a sentence says what is lost', async () => {
    const { code, err } = await inShell(`${MAIN} replay --json ${firstTrace()} >/dev/full`);
    expect([code, err]).toEqual([10, FULL]);
  });

  it('is 70 where the output is all that a command is for', async () => {
    expect(await inShell(`${MAIN} list >/dev/full`)).toMatchObject({ code: 70, err: FULL });
    expect(await inShell(`echo '{"op":"len"}' | ${MAIN} serve >/dev/full`)).toMatchObject({
      code: 70,
      err: expect.stringMatching(/^varta-sim: the harness could not go on: serve: .*ENOSPC.*\n$/),
    });
  });
});

describe.concurrent('what is written', () => {
  it('arrives whole through a slow pipe and in a file, also when the program breaks behind it', async () => {
    const breaks = talker('setImmediate(()=>{throw 0});await new Promise(()=>{})');
    const counted = (program: string): string => `${program} 2>/dev/null | (sleep 0.5; wc -c); echo "\${PIPESTATUS[0]}"`;
    const said = await inShell(`${counted(talker())}; ${counted(breaks)}; ${talker()} >file; echo $?; wc -c <file`);
    expect(said.out.split('\n').map(Number)).toEqual([3e6, 7, 3e6, 70, 7, 3e6, 0]);
  });

  it('is told to be cut where the disk had room for a part of it', async () => {
    const { out, err } = await inShell(`trap '' XFSZ; (ulimit -f 1000; exec ${talker()} >cut); echo $?; wc -c <cut`);
    expect([out.split('\n').map(Number).slice(0, 1), err]).toEqual([[7], expect.stringMatching(/^talker: standard output .* EFBIG/)]);
  });
});
