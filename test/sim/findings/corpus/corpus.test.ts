import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { emitTest } from '../../../../sim/findings/corpus/emit-test.ts';
import {
  fileTrace,
  filedFault,
  filedHeader,
  filingFault as faultOfFiling,
  nameFor,
  readFixedTraces,
  type Filing,
} from '../../../../sim/findings/corpus/filed-traces.ts';
import { replayLines } from '../../../../sim/library/judge.ts';
import { packageRoot } from '../../../../sim/data/project-root.ts';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseTrace, type Trace } from '../../../../sim/data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER, formatTraceHeader, type TraceHeader } from '../../../../sim/data/trace/trace-header.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const lines = ['{"op":"new","capacity":1,"policy":"strict","window":1}', '{"op":"len","expect":{"value":1}}'];

describe('filingFault()', () => {
  const filing = { why: 'because', owner: null, expires: null };
  const line = 'keep x --owner NAME --expires 2030-01-01';
  const filingFault = (of: Filing, isFailing: boolean): string | null => faultOfFiling(of, isFailing, line);

  it('takes a clean trace with a reason', () => expect(filingFault(filing, false)).toBeNull());
  it('asks for a reason', () => expect(filingFault({ ...filing, why: ' ' }, false)).toMatch(/--why/));
  it('tells the whole line where the trace still fails', () => expect(filingFault(filing, true)).toContain(`: ${line}`));
  it('refuses an owner for a trace that does not fail', () =>
    expect(filingFault({ ...filing, owner: 'x', expires: '2030-01-01' }, false)).toMatch(/does not fail/));
});

describe('filedHeader()', () => {
  it('marks a clean trace as fixed and a failing one as open', () => {
    expect(filedHeader(EMPTY_TRACE_HEADER, 'n', { why: 'w', owner: null, expires: null }, 'd')).toMatchObject({
      status: 'fixed',
      why: 'w',
      name: 'n',
      digest: 'd',
    });
    expect(filedHeader(EMPTY_TRACE_HEADER, 'n', { why: 'w', owner: 'o', expires: '2030-01-01' }, 'd')).toMatchObject({
      status: 'open',
      owner: 'o',
    });
  });
});

describe('fileTrace()', () => {
  const folder = scratchFolder(afterAll);
  const clean = ['{"op":"new","capacity":1,"policy":"strict","window":1}', '{"op":"len","expect":{"value":0}}'];
  const nothing = { why: '', owner: null, expires: null };
  const options = { folder, openLine: 'the line' };

  function traceOf(name: string, header: Partial<TraceHeader>, ops = clean): [path: string, trace: Trace] {
    const path = join(folder, name);
    writeFileSync(path, `${formatTraceHeader({ ...EMPTY_TRACE_HEADER, ...header })}\n${ops.join('\n')}\n`);
    const trace = parseTrace(readFileSync(path, 'utf8'), name);
    if (isRefusal(trace)) throw new Error(trace.refused);
    return [path, trace];
  }

  const finding = { judge: 'expect', rule: 'reply-as-recorded', op: 'len', step: 1, reason: 'other', expected: '1', got: '0' } as const;

  it('files a finding that is mended by one command, and says what it was', async () => {
    const [path, trace] = traceOf('a.min.ndjson', { finding });
    expect(await fileTrace(path, trace, nothing, options)).toEqual({ path: join(folder, 'a.ndjson'), status: 'fixed' });
    expect(readFileSync(join(folder, 'a.ndjson'), 'utf8')).toContain('"why":"expect/reply-as-recorded: other"');
    await expect(fileTrace(path, trace, nothing, options)).rejects.toThrow('there is a file of that name');
  });

  it('tells where it would file a trace, and as what, and writes nothing', async () => {
    const [path, trace] = traceOf('d.min.ndjson', { finding });
    const target = join(folder, 'd.ndjson');
    expect(await fileTrace(path, trace, nothing, { ...options, isDry: true })).toEqual({ path: target, status: 'fixed' });
    expect(existsSync(target)).toBe(false);
    const missing = join(folder, 'not-yet', 'made');
    await fileTrace(path, trace, nothing, { ...options, folder: missing, isDry: true });
    expect(existsSync(missing)).toBe(false);
    await fileTrace(path, trace, nothing, options);
    await expect(fileTrace(path, trace, nothing, { ...options, isDry: true })).rejects.toThrow('there is a file of that name');
  });

  it('files one that was open as fixed in its place, and its failing as long as it fails not at all', async () => {
    const open = { status: 'open', owner: 'me', expires: '2030-01-01', why: 'it was wrong', finding } as const;
    const [path, trace] = traceOf('b.ndjson', open);
    expect(filedFault(trace, '2029-01-01', 'keep b')).toContain('file it as fixed: keep b');
    expect(await fileTrace(path, trace, nothing, options)).toEqual({ path, status: 'fixed' });
    expect(readFileSync(path, 'utf8')).toContain('"why":"it was wrong"');
    const failing = traceOf('c.ndjson', open, lines);
    await expect(fileTrace(...failing, nothing, options)).rejects.toThrow(/still fails.*: the line$/);
  });
});

describe('readFixedTraces()', () => {
  const folder = scratchFolder(afterAll);

  it('gives those that are not open in order of name, and names one that cannot be read once', async () => {
    const file = (name: string, status: 'fixed' | 'open'): void =>
      writeFileSync(join(folder, name), `${formatTraceHeader({ ...EMPTY_TRACE_HEADER, status })}\n${lines[0]}\n`);
    file('b.ndjson', 'fixed');
    file('a.ndjson', 'fixed');
    file('c.ndjson', 'open');
    expect((await readFixedTraces(folder)).map(({ name }) => name)).toEqual(['a.ndjson', 'b.ndjson']);
    const damaged = join(folder, 'd.ndjson');
    writeFileSync(damaged, '{}');
    await expect(readFixedTraces(folder)).rejects.toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^\/\S+d\.ndjson line 1: /) }),
    );
  });
});

describe('nameFor()', () => {
  it('makes a file name of any text', () => {
    expect(nameFor('  Über: a/b\\c ..  ')).toBe('ber-a-b-c');
    expect(nameFor('…')).toBe('trace');
    expect(nameFor('x'.repeat(100))).toHaveLength(60);
  });
});

describe('emitTest()', () => {
  const trace = parseTrace(lines.join('\n'), 'x');
  if (isRefusal(trace)) throw new Error(trace.refused);
  const text = emitTest(trace, { name: "it's a name", from: '../../sim/library/judge.ts' });

  it('writes every operation as it stands in the trace, under its story', () => {
    for (const line of lines) expect(text).toContain(line);
    expect(text).toContain('// 0: a tracker starts: 1 slot, strict, window 1');
    expect(text).toContain("it('it\\'s a name: no violation'");
    expect(text).not.toMatch(/ $/m);
  });

  it.each([
    ['./mine.mjs', { module: './mine.mjs' }, /import \{ tracker \} from '\.\/mine\.mjs';[^]*await openTracker\(tracker\)/],
    ['cmd:x', 'cmd:x', /await openTracker\('cmd:x'\)/],
  ])('asks the tracker %s', (_, tracker, opened) => {
    const asking = emitTest(trace, { name: 'x', from: 'varta-sim/sim', tracker });
    expect(asking).toMatch(opened);
    for (const line of [
      "import { afterAll, expect, it } from 'vitest';",
      "import { openTracker, replayLines } from 'varta-sim/sim';",
      'afterAll(() => connection.close());',
      'replayLines(operations, { tracker: connection })',
    ])
      expect(asking).toContain(line);
  });

  it('takes the harness from where it is', () => {
    const [, path] = /from '\.\.\/\.\.\/(sim\/.*)'/.exec(text) ?? [];
    expect(existsSync(join(packageRoot()!, path ?? 'nowhere'))).toBe(true);
  });

  it('writes operations that fail in replayLines() as long as the bug is there', () => {
    const operations = [...text.matchAll(/^ {2}'(.*)',$/gm)].map(([, line]) => line);
    expect(replayLines(operations)).toMatchObject({ judge: 'expect', rule: 'reply-as-recorded' });
    expect(replayLines(operations.slice(0, 1))).toBeNull();
  });
});

describe('replayLines()', () => {
  it('throws for lines that are no trace, with the line', () => expect(() => replayLines(['{"op":"x"}'])).toThrow(/line 1/));
  it('throws for operations that lack what they need', () => expect(() => replayLines(['{"op":"len"}'])).toThrow(/line 1: len needs/));
});
