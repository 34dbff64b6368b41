import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseOp } from '../../../../sim/data/ops/op-format.ts';
import type { Op } from '../../../../sim/data/ops/op.ts';
import { readTrace } from '../../../../sim/data/trace/read-trace.ts';
import { EMPTY_TRACE_HEADER } from '../../../../sim/data/trace/trace-header.ts';
import { formatTrace, TraceText, writeTrace, writeTraceText } from '../../../../sim/data/trace/write-trace.ts';
import { SAMPLE_LINES } from '../ops/sample-lines.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const header = { ...EMPTY_TRACE_HEADER, name: 'sample', digest: '0f' };
const steps = SAMPLE_LINES.map((line) => ({ op: parseOp(JSON.parse(line)) as Op, expect: { ok: true } }));
const text = formatTrace(header, steps);

describe('TraceText', () => {
  it('records line by line what formatTrace() writes at once', () => {
    const recorded = new TraceText();
    for (const { op, expect: reply } of steps) recorded.add(op, reply);
    expect(recorded.length).toBe(steps.length);
    expect(recorded.under(header)).toBe(text);
  });

  it('leaves out the reply that is not expected', () => {
    const recorded = new TraceText();
    recorded.add({ op: 'len' });
    recorded.add({ op: 'poll', now: 0n }, null);
    expect(recorded.under(header).split('\n').slice(1)).toEqual(['{"op":"len"}', '{"op":"poll","now":"0","expect":null}', '']);
  });
});

describe('writeTrace()', () => {
  it('writes what readTrace() reads, plain or gzipped by the name', async () => {
    const folder = scratchFolder(onTestFinished);
    for (const name of ['a.ndjson', 'a.ndjson.gz']) {
      const path = join(folder, name);
      await writeTrace(path, header, steps);
      expect(await readTrace(path)).toEqual({ header, steps: steps.map((step, at) => ({ ...step, line: at + 2 })) });
    }
    expect(await readFile(join(folder, 'a.ndjson'), 'utf8')).toBe(text);
    expect(gunzipSync(await readFile(join(folder, 'a.ndjson.gz'))).toString()).toBe(text);
  });

  it('writes the same bytes for the same trace, without time or system', async () => {
    const folder = scratchFolder(onTestFinished);
    await writeTrace(join(folder, 'a.gz'), header, steps);
    await writeTrace(join(folder, 'b.gz'), header, steps);
    const bytes = await readFile(join(folder, 'a.gz'));
    expect(bytes.equals(await readFile(join(folder, 'b.gz')))).toBe(true);
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  });

  it('leaves an existing file alone unless told to overwrite it', async () => {
    const folder = scratchFolder(onTestFinished);
    const path = join(folder, 'a.ndjson');
    await writeFile(path, 'mine');
    await expect(writeTrace(path, header, steps)).rejects.toThrow(`Cannot write ${path}: there is a file of that name`);
    expect(await readFile(path, 'utf8')).toBe('mine');
    await writeTrace(path, header, steps, { overwrite: true });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['a.ndjson']);
  });

  it('lets one of many writers win, and tells the others', async () => {
    const folder = scratchFolder(onTestFinished);
    const path = join(folder, 'a.ndjson');
    const results = await Promise.allSettled(Array.from({ length: 8 }, (_, at) => writeTraceText(path, `${at}\n`.repeat(1000))));
    const winners = results.flatMap(({ status }, at) => (status === 'fulfilled' ? [at] : []));
    expect(winners).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(`${winners[0]}\n`.repeat(1000));
    expect(await readdir(folder)).toEqual(['a.ndjson']);
  });

  it('leaves nothing behind when it cannot write', async () => {
    const folder = scratchFolder(onTestFinished);
    await mkdir(join(folder, 'a.ndjson'));
    await expect(writeTrace(join(folder, 'a.ndjson'), header, steps, { overwrite: true })).rejects.toThrow('it is a folder');
    await expect(writeTrace(join(folder, 'a.ndjson'), header, steps)).rejects.toThrow('there is a file of that name');
    await expect(writeTrace(join(folder, 'none', 'a.ndjson'), header, steps)).rejects.toThrow('there is no such folder');
    expect(await readdir(folder)).toEqual(['a.ndjson']);
  });

  it('is not held up by the draft of a process that was killed', async () => {
    const folder = scratchFolder(onTestFinished);
    await writeFile(join(folder, `.a.ndjson.${process.pid}.0.draft`), 'half');
    await writeTrace(join(folder, 'a.ndjson'), header, steps);
    expect(await readFile(join(folder, 'a.ndjson'), 'utf8')).toBe(text);
  });
});
