import { execFileSync, spawn } from 'node:child_process';
import { linkSync, lstatSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { appendText } from '../../../sim/data/output-place.ts';
import { readInput } from '../../../sim/data/read-input.ts';
import { checkDistinct } from '../../../sim/data/same-file.ts';
import { readTrace } from '../../../sim/data/trace/read-trace.ts';
import { writeWhole } from '../../../sim/data/write-whole.ts';
import { readScenarioText } from '../../../sim/world/scenario-file/read-scenario.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);

let count = 0;
const fresh = (): string => join(folder, `f${count++}`);

function pipe(): string {
  const path = fresh();
  execFileSync('sh', ['-c', 'mkfifo "$0"', path], { timeout: 10_000 });
  return path;
}

/** A device like /dev/null of our own; null where we may not make one. */
function nullDevice(): string | null {
  const path = fresh();
  try {
    execFileSync('mknod', [path, 'c', '1', '3'], { stdio: 'ignore', timeout: 10_000 });
    return path;
  } catch {
    return null;
  }
}

const overwrite = { overwrite: true };
const TEXT = Buffer.from('text\n');

describe('writeWhole()', () => {
  it('writes the file that a link leads to, through more than one, and leaves the links', async () => {
    const [file, near, far] = [fresh(), fresh(), fresh()];
    writeFileSync(file, 'before');
    symlinkSync(file, near);
    symlinkSync(near.slice(folder.length + 1), far);
    await writeWhole(far, TEXT, overwrite);
    expect(readFileSync(file, 'utf8')).toBe('text\n');
    expect([near, far].map((path) => lstatSync(path).isSymbolicLink())).toEqual([true, true]);
  });

  it('makes the file that a link names and that is not there yet', async () => {
    const [file, link] = [fresh(), fresh()];
    symlinkSync(file, link);
    await writeWhole(link, TEXT);
    expect([readFileSync(file, 'utf8'), lstatSync(link).isSymbolicLink()]).toEqual(['text\n', true]);
  });

  it('does not write over a file behind a link where it may not', async () => {
    const [file, link] = [fresh(), fresh()];
    writeFileSync(file, 'before');
    symlinkSync(file, link);
    await expect(writeWhole(link, TEXT)).rejects.toThrow(`Cannot write ${link}: there is a file of that name`);
    expect(readFileSync(file, 'utf8')).toBe('before');
  });

  it('refuses links that lead round in a circle', async () => {
    const [one, two] = [fresh(), fresh()];
    symlinkSync(one, two);
    symlinkSync(two, one);
    await expect(writeWhole(one, TEXT, overwrite)).rejects.toThrow(`Cannot write ${one}: it is a link that leads nowhere`);
  });

  it('writes into a device, which stays one', async () => {
    const path = nullDevice() ?? '/dev/null';
    const link = fresh();
    symlinkSync(path, link);
    for (const options of [overwrite, {}]) for (const name of [path, link]) await writeWhole(name, TEXT, options);
    expect(lstatSync(path).isCharacterDevice()).toBe(true);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it('writes into a pipe that somebody reads, more than it holds, and refuses one that nobody reads', async () => {
    const path = pipe();
    await expect(writeWhole(path, TEXT, overwrite)).rejects.toThrow(`Cannot write ${path}: nobody reads from this pipe`);
    const reader = spawn('sh', ['-c', `exec 3< "$0"; sleep 0.2; wc -c <&3`, path], { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    reader.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = new Promise((done) => reader.on('close', done));
    const bytes = Buffer.alloc(300_000, 'x');
    for (let tries = 0; ; tries++) {
      const error = await writeWhole(path, bytes, overwrite).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (error === null) break;
      if (tries > 200) throw error as Error;
      await new Promise((done) => setTimeout(done, 20));
    }
    await ended;
    expect(Number(said)).toBe(300_000);
    expect(lstatSync(path).isFIFO()).toBe(true);
  });

  it('goes on in the file that a descriptor has open', () => {
    const path = fresh();
    const program = `import { writeWhole } from ${JSON.stringify(new URL('../../../dist/sim/data/write-whole.js', import.meta.url).href)};
      process.stdout.write('first\\n');
      await writeWhole('/dev/stdout', Buffer.from('second\\n'), { overwrite: true });`;
    execFileSync('sh', ['-c', `"$0" --input-type=module -e "$1" > "$2"`, process.execPath, program, path], { timeout: 10_000 });
    expect(readFileSync(path, 'utf8')).toBe('first\nsecond\n');
  });
});

describe('appendText()', () => {
  it('adds to a file, also behind a link, and never waits for a reader', () => {
    const [file, link, device] = [fresh(), fresh(), nullDevice() ?? '/dev/null'];
    symlinkSync(file, link);
    appendText(file, 'a\n');
    appendText(link, 'b\n');
    appendText(device, 'c\n');
    expect([readFileSync(file, 'utf8'), lstatSync(device).isCharacterDevice()]).toEqual(['a\nb\n', true]);
    expect(() => appendText(pipe(), 'x')).toThrow(/ENXIO/);
  });
});

describe('what reads files', () => {
  const READERS: readonly (readonly [string, (path: string) => unknown])[] = [
    ['readTrace', readTrace],
    ['readScenarioText', readScenarioText],
    [
      'readInput',
      async (path) => ({
        refused: await Promise.resolve()
          .then(() => readInput(path, 10))
          .catch((e: unknown) => String(e)),
      }),
    ],
  ];

  it.each(READERS)('%s refuses pipes, devices and folders at once, and reads no further than its bound', async (_, read) => {
    const refused = async (path: string): Promise<string> => ((await read(path)) as { refused: string }).refused;
    const link = fresh();
    symlinkSync('/dev/zero', link);
    expect(await refused(pipe())).toMatch(/it is a pipe, and only a file can be read$/);
    expect(await refused('/dev/zero')).toMatch(/it is a device, and only a file can be read$/);
    expect(await refused(link)).toMatch(/it is a device, and only a file can be read$/);
    expect(await refused(folder)).toMatch(/folder/);
    const endless = fresh();
    writeFileSync(endless, '');
    truncateSync(endless, 300_000_000);
    expect(await refused(endless)).toMatch(/(?:the file must be at most|the line is longer than) \d+ bytes/);
  });

  it('refuses a trace that unpacks to more bytes or lines than it may, or that has something behind its gzip data', async () => {
    const [bomb, trailing, padded, members] = [fresh(), fresh(), fresh(), fresh()];
    const lines = fresh();
    writeFileSync(lines, gzipSync(Buffer.alloc(2_000_001, '\n'), { level: 1 }));
    expect(await readTrace(lines)).toEqual({ refused: `${lines} line 2000001: a trace has at most 2000000 lines` });
    const line = gzipSync(Buffer.from('{"op":"len"}\n'));
    writeFileSync(
      bomb,
      Buffer.concat(new Array<Buffer>(9).fill(gzipSync(Buffer.from(`${' '.repeat(1_000_000)}\n`.repeat(32)), { level: 1 }))),
    );
    writeFileSync(trailing, Buffer.concat([line, Buffer.from('\0\0garbage')]));
    writeFileSync(padded, Buffer.concat([line, Buffer.alloc(100_000)]));
    writeFileSync(members, Buffer.concat([line, line]));
    expect(await readTrace(bomb)).toEqual({ refused: `${bomb}: it unpacks to more than 268435456 bytes, the most that is read` });
    expect(await readTrace(trailing)).toEqual({ refused: `${trailing}: something stands behind its gzip data` });
    expect(await readTrace(padded)).toMatchObject({ steps: [{ line: 1 }] });
    expect(await readTrace(members)).toMatchObject({ steps: [{ line: 1 }, { line: 2 }] });
  });
});

describe('checkDistinct()', () => {
  it('knows a file by all of its names, there or not, and leaves devices alone', () => {
    const [file, link, hard] = [fresh(), fresh(), fresh()];
    writeFileSync(file, '');
    symlinkSync(file, link);
    linkSync(file, hard);
    const check = (one: string, other: string) => () =>
      checkDistinct('run', [
        { as: '', path: one },
        { as: '--out', path: other },
      ]);
    for (const other of [file, link, hard, join(folder, '.', file.slice(folder.length))]) expect(check(file, other)).toThrow(UsageError);
    const missing = fresh();
    expect(check(missing, `${folder}/../${folder.split('/').at(-1)}/${missing.slice(folder.length + 1)}`)).toThrow(
      `run: ${JSON.stringify(missing)} and --out `,
    );
    expect(check(file, missing)).not.toThrow();
    expect(check('/dev/null', '/dev/null')).not.toThrow();
  });
});
