import { describe, expect, it } from 'vitest';
import { quoted } from '../../../../sim/data/ops/refusal.ts';

describe('quoted()', () => {
  it('shows a text as JSON does where a terminal prints it', () => {
    expect(quoted('a "b" \\ é €')).toBe('"a \\"b\\" \\\\ é €"');
  });

  it('escapes whatever a terminal could obey, and whatever ends a line', () => {
    expect(quoted('\n\u001b[2J\u007f\u009b2J\u0085\u2028\u2029')).toBe('"\\n\\u001b[2J\\u007f\\u009b2J\\u0085\\u2028\\u2029"');
  });

  it('is JSON of the text', () => {
    for (let code = 0; code < 0x2100; code++) expect(JSON.parse(quoted(String.fromCharCode(code)))).toBe(String.fromCharCode(code));
  });
});
