import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Refusal } from '../../../../sim/data/ops/refusal.ts';
import { parseTrace, type Trace } from '../../../../sim/data/trace/parse-trace.ts';
import { readTrace } from '../../../../sim/data/trace/read-trace.ts';
import { expectEqual } from '../../../support/expect-equal.ts';
import { SAMPLE_LINES } from '../ops/sample-lines.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

// Long enough, and varied enough, for several chunks on either side of gzip.
const records = Array.from(
  { length: 6000 },
  (_, at) =>
    `{"op":"record","pid":${(at * 2_654_435_761) % 4_294_967_296},"nonce":"${at * 7_919}","status":"ok","now":"${at * at}","threshold":"100","origin":"kernel-attested","ns":null}`,
);
const text = `{"trace":1,"name":"sample"}\n${[...SAMPLE_LINES, ...records].join('\n')}\n`;
const zipped = gzipSync(text);

/** What reading a file of these bytes answers, with the folder taken out of the sentence. */
async function read(bytes: Uint8Array | string, name: string = 'x.ndjson'): Promise<Trace | Refusal> {
  const folder = scratchFolder(onTestFinished);
  await writeFile(join(folder, name), bytes);
  const trace = await readTrace(join(folder, name));
  return 'refused' in trace ? { refused: trace.refused.replace(join(folder, '/'), '') } : trace;
}

describe('readTrace()', () => {
  it('reads a plain file as parseTrace() reads its text', async () => {
    const trace = await read(text);
    expectEqual(trace, parseTrace(text, 'x'));
    expect(trace).toHaveProperty('steps.length', SAMPLE_LINES.length + records.length);
  });

  it('reads a gzipped file by its name or by its bytes', async () => {
    const trace = parseTrace(text, 'x');
    expectEqual(await read(zipped, 'x.ndjson.gz'), trace);
    expectEqual(await read(zipped, 'x.ndjson'), trace);
  });

  it('reads gzipped files that were joined', async () => {
    const joined = Buffer.concat([gzipSync(`${SAMPLE_LINES[0]}\n`), gzipSync(`${SAMPLE_LINES[1]}\n`)]);
    expect(await read(joined, 'x.gz')).toHaveProperty('steps.length', 2);
  });

  it('refuses a missing file, and a folder', async () => {
    const folder = scratchFolder(onTestFinished);
    expect(await readTrace(join(folder, 'none.ndjson'))).toEqual({ refused: `${folder}/none.ndjson: there is no such file` });
    expect(await readTrace(folder)).toEqual({ refused: `${folder}: it is a folder, not a trace file` });
    expect(await readTrace('a\0b')).toEqual({ refused: 'a\0b: it cannot be read (ERR_INVALID_ARG_VALUE)' });
  });

  it('refuses an empty file, gzipped or not', async () => {
    const empty = 'it is empty, a trace has a header or an operation';
    expect(await read('')).toEqual({ refused: `x.ndjson: ${empty}` });
    expect(await read('', 'x.gz')).toEqual({ refused: `x.gz: ${empty}` });
    expect(await read(gzipSync(''), 'x.gz')).toEqual({ refused: `x.gz: ${empty}` });
  });

  it('refuses a gzipped file that is cut off, wherever', async () => {
    for (const end of [zipped.length - 1, zipped.length - 8, zipped.length >> 1, 70_000, 12, 3]) {
      expect(await read(zipped.subarray(0, end), 'x.gz')).toEqual({
        refused: expect.stringMatching(/^x\.gz: its gzip data is cut off after line \d+$/) as string,
      });
    }
  });

  it('refuses a gzipped file with a damaged checksum, damaged data, or something behind its end', async () => {
    const damages = [zipped.length - 5, zipped.length - 1, zipped.length >> 1];
    for (const at of damages) {
      const damaged = Uint8Array.from(zipped);
      damaged[at] ^= 0x55;
      expect(await read(damaged, 'x.gz')).toHaveProperty('refused', expect.stringMatching(/^x\.gz(: its gzip data is damaged| line \d+:)/));
    }
    const behind = Buffer.concat([gzipSync(`${SAMPLE_LINES[0]}\n`), Buffer.from('more')]);
    expect(await read(behind, 'x.gz')).toEqual({
      refused: expect.stringMatching(/^x\.gz: its gzip data is damaged after line \d$/) as string,
    });
  });

  it('refuses a file whose name says gzip and whose bytes do not', async () => {
    expect(await read(text, 'x.gz')).toEqual({ refused: 'x.gz: its name ends in .gz, but it is not gzipped' });
  });

  it('names the line of a fault, in a gzipped file too', async () => {
    const faulty = `${SAMPLE_LINES[0]}\n{"op":"len","x":1}\n`;
    expect(await read(faulty)).toEqual({ refused: 'x.ndjson line 2: unknown key "x": len takes op, expect' });
    expect(await read(gzipSync(faulty), 'x.gz')).toEqual({ refused: 'x.gz line 2: unknown key "x": len takes op, expect' });
  });

  it('refuses a last line that is cut off', async () => {
    expect(await read(text.slice(0, -20))).toEqual({
      refused: expect.stringMatching(
        /^x\.ndjson line 6016: the line is not JSON, .*; no newline ends it, so the file may be cut off$/,
      ) as string,
    });
  });

  // Whoever reads on comes to the end, which is cut off.
  it.each([
    ['a bad line', 'nonsense\n', 'is not JSON, got "nonsense"'],
    ['a line without end', '', 'is longer than 1048576 bytes'],
  ])('does not unpack the rest of a file after %s', async (_, first, why) => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(first), Buffer.alloc(4_000_000, 'x')])).subarray(0, -8);
    expect(await read(bomb, 'x.gz')).toEqual({ refused: `x.gz line 1: the line ${why}` });
  });
});
