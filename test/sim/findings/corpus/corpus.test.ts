import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emitTest } from '../../../../sim/findings/corpus/emit-test.ts';
import { filedHeader, filingFault, nameFor } from '../../../../sim/findings/corpus/filed-traces.ts';
import { replayLines } from '../../../../sim/findings/replay/replay-lines.ts';
import { projectRoot } from '../../../../sim/data/project-root.ts';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../../../sim/data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER } from '../../../../sim/data/trace/trace-header.ts';

const lines = ['{"op":"new","capacity":1,"policy":"strict","window":1}', '{"op":"len","expect":{"value":1}}'];

describe('filingFault()', () => {
  const filing = { why: 'because', owner: null, expires: null };
  it('takes a clean trace with a reason', () => expect(filingFault(filing, false)).toBeNull());
  it('asks for a reason', () => expect(filingFault({ ...filing, why: ' ' }, false)).toMatch(/--why/));
  it('asks for an owner and a day where the trace still fails', () =>
    expect(filingFault(filing, true)).toMatch(/--owner NAME and --expires/));
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
  const text = emitTest(trace, { name: "it's a name", simPath: '../../sim' });

  it('writes every operation as it stands in the trace, under its story', () => {
    for (const line of lines) expect(text).toContain(line);
    expect(text).toContain('// 0: a tracker starts: 1 slot, strict, window 1');
    expect(text).toContain("it('it\\'s a name: no violation'");
  });

  it('takes the harness from where it is', () => {
    const [, path] = /from '\.\.\/\.\.\/(sim\/.*)'/.exec(text) ?? [];
    expect(existsSync(join(projectRoot()!, path ?? 'nowhere'))).toBe(true);
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
