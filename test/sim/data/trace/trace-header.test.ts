import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import {
  EMPTY_TRACE_HEADER,
  formatTraceHeader,
  isDay,
  parseTraceHeader,
  type TraceHeader,
} from '../../../../sim/data/trace/trace-header.ts';

const FULL_LINE =
  '{"trace":1,"name":"orphaned-slot","why":"A slot outlives its pid.","seed":"12","scenario":"flood","commit":"abc",' +
  '"finding":{"judge":"index","rule":"one-slot-a-pid","op":"record","step":3,"reason":"pid 7 has no slot","expected":{"a":[1]},"got":null},' +
  '"digest":"00ff","status":"open","owner":"someone","expires":"2024-02-29"}';

function read(text: string): TraceHeader | string {
  const header = parseTraceHeader(JSON.parse(text) as object);
  return isRefusal(header) ? header.refused : header;
}

describe('parseTraceHeader()', () => {
  it('brings a full header back from its line', () => {
    const header = read(FULL_LINE);
    expect(typeof header === 'string' ? header : formatTraceHeader(header)).toBe(FULL_LINE);
  });

  it('needs the version alone', () => {
    expect(read('{"trace":1}')).toStrictEqual(EMPTY_TRACE_HEADER);
    expect(read(formatTraceHeader(EMPTY_TRACE_HEADER))).toStrictEqual(EMPTY_TRACE_HEADER);
  });

  it('answers any value for a key with a header or a sentence', () => {
    const full = JSON.parse(FULL_LINE) as object;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(full)), fc.jsonValue(), (key, value) => {
        const header = parseTraceHeader({ ...full, [key]: value });
        if (isRefusal(header)) expect(header.refused).toMatch(/^[^\n]{5,400}$/);
        else expect(read(formatTraceHeader(header))).toStrictEqual(header);
      }),
    );
  });

  test.each([
    ['{"trace":2}', 'trace version 2 is not supported: it must be 1'],
    ['{"trace":"1"}', 'trace version "1" is not supported: it must be 1'],
    ['{"trace":1,"seed":5}', 'seed must be a string, got 5'],
    ['{"trace":1,"name":null}', 'name must be a string, got null'],
    [
      '{"trace":1,"config":{}}',
      'unknown key "config": a trace header takes trace, name, why, seed, scenario, commit, finding, digest, tracker, status, owner, expires',
    ],
    ['{"trace":1,"finding":[]}', 'finding must be null or an object, got an array'],
    ['{"trace":1,"finding":{"judge":"j"}}', 'finding.rule is missing: it must be a string'],
    [
      '{"trace":1,"finding":{"judge":"j","rule":"r","op":"record","step":-1,"reason":""}}',
      'finding.step must be an integer from 0 to 9007199254740991, got -1',
    ],
    [
      '{"trace":1,"finding":{"judge":"j","rule":"r","op":"record","step":1,"reason":"","line":4}}',
      'unknown key "finding.line": finding takes judge, rule, op, step, reason, expected, got',
    ],
    ['{"trace":1,"status":"closed"}', 'status must be one of open, fixed, got "closed"'],
    ['{"trace":1,"expires":"2023-02-29"}', 'expires must be a day as YYYY-MM-DD, got "2023-02-29"'],
    ['{"trace":1,"expires":"2023-13-01"}', 'expires must be a day as YYYY-MM-DD, got "2023-13-01"'],
    ['{"trace":1,"expires":"1.2.2023"}', 'expires must be a day as YYYY-MM-DD, got "1.2.2023"'],
  ])('refuses %s', (text, sentence) => {
    expect(read(text)).toBe(sentence);
  });
});

describe('isDay()', () => {
  it('knows the days of the Gregorian calendar, in ten digits and hyphens', () => {
    const two = (n: number): string => String(n).padStart(2, '0');
    for (const year of [1, 1900, 2000, 2023, 2024, 9999]) {
      const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
      const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
          expect([text, isDay(text)]).toEqual([text, day >= 1 && day <= (days[month - 1] ?? 0)]);
        }
      }
    }
    for (const text of ['2024-2-29', '2024-02-29T00:00', ' 2024-02-29', '+002024-02-29', '20240229']) expect(isDay(text)).toBe(false);
  });
});
