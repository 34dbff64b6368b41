import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../../../sim/data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER } from '../../../../sim/data/trace/trace-header.ts';
import { formatTrace } from '../../../../sim/data/trace/write-trace.ts';
import { arbitraryOp } from '../../../../sim/library/fast-check/arbitrary-op.ts';
import { anyText } from '../../../../sim/library/fast-check/any-text.ts';
import { SAMPLE_LINES } from '../ops/sample-lines.ts';

const LEN = '{"op":"len"}';

function refusalOf(text: string | Uint8Array): string {
  const trace = parseTrace(text, 'x');
  return isRefusal(trace) ? trace.refused : 'taken';
}

describe('parseTrace()', () => {
  it('brings any steps back from the text of a trace', () => {
    const steps = fc.array(fc.record({ op: arbitraryOp, expect: fc.constantFrom(undefined, null, { value: 1 }) }));
    const header = { ...EMPTY_TRACE_HEADER, name: 'any' };
    fc.assert(
      fc.property(steps, (all) => {
        const trace = parseTrace(formatTrace(header, all), 'x');
        expect(trace).toEqual({ header, steps: all.map((step, at) => ({ ...step, line: at + 2 })) });
      }),
    );
  });

  it('never throws, whatever the text or the bytes', () => {
    const noise = fc.oneof(
      anyText,
      fc.uint8Array(),
      fc.array(fc.oneof(fc.constantFrom(...SAMPLE_LINES, '{"trace":1}', ''), fc.json())).map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(noise, (input) => {
        const trace = parseTrace(input, 'x');
        if (isRefusal(trace)) expect(trace.refused).toMatch(/^x( line \d+)?: [^\n]+$/);
        else expect(trace.steps.length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws on a trace that was cut or changed at one byte', () => {
    const bytes = Buffer.from(`{"trace":1}\n${SAMPLE_LINES.join('\n')}\n`);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const damaged = Uint8Array.from(cut ? bytes.subarray(0, at) : bytes);
        if (!cut) damaged[at] = byte;
        const trace = parseTrace(damaged, 'x');
        if (isRefusal(trace)) expect(trace.refused).toMatch(/^x( line \d+)?: [^\n]+$/);
      }),
    );
  });

  it('takes a bare session without a header', () => {
    expect(parseTrace(`${LEN}\n`, 'x')).toEqual({ header: EMPTY_TRACE_HEADER, steps: [{ op: { op: 'len' }, expect: undefined, line: 1 }] });
  });

  it('takes a header without operations', () => {
    expect(parseTrace('{"trace":1,"name":"n"}', 'x')).toEqual({ header: { ...EMPTY_TRACE_HEADER, name: 'n' }, steps: [] });
  });

  it('skips blank lines, carriage returns too, and counts them', () => {
    const trace = parseTrace(`\n{"trace":1}\r\n \t\r\n${LEN}\r\n`, 'x');
    expect(trace).toEqual({ header: EMPTY_TRACE_HEADER, steps: [{ op: { op: 'len' }, expect: undefined, line: 4 }] });
  });

  it('takes a whole last line without a newline', () => {
    expect(parseTrace(`${LEN}\n${LEN}`, 'x')).toMatchObject({ steps: [{ line: 1 }, { line: 2 }] });
  });

  test.each([
    ['', 'x: it is empty, a trace has a header or an operation'],
    ['\n\n', 'x: it is empty, a trace has a header or an operation'],
    ['nonsense\n', 'x line 1: the line is not JSON, got "nonsense"'],
    [`\uFEFF${LEN}\n`, 'x line 1: the line begins with a byte order mark: save the file as UTF-8 without one'],
    [`${LEN}\n{"op":"le`, 'x line 2: the line is not JSON, got "{\\"op\\":\\"le"; no newline ends it, so the file may be cut off'],
    ['{"trace":9}\n', 'x line 1: trace version 9 is not supported: it must be 1'],
    [`{"trace":1}\n${LEN}\n{"op":"len","extra":1}\n`, 'x line 3: unknown key "extra": len takes op, expect'],
    [`${LEN}\n{"trace":1}\n`, 'x line 2: a header can be the first line alone'],
    ['{"trace":1}\n{"trace":1}\n', 'x line 2: a header can be the first line alone'],
    ['[]\n', 'x line 1: an operation must be a JSON object, got an array'],
    [`${LEN}\n${'x'.repeat(2_000_000)}\n`, 'x line 2: the line is longer than 1048576 bytes'],
  ])('refuses %j', (text, sentence) => {
    expect(refusalOf(text)).toBe(sentence);
  });

  it('names the first bad line, and no later one', () => {
    expect(refusalOf(`${LEN}\n{\n{"op":5}\n`)).toBe('x line 2: the line is not JSON, got "{"');
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(refusalOf(Buffer.concat([Buffer.from(`${LEN}\n`), Uint8Array.of(0xff, 0x0a)]))).toBe('x line 2: the line is not valid UTF-8');
  });
});
