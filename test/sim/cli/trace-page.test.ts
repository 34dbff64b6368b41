import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../../sim/data/trace/parse-trace.ts';
import { pageText, shownTrace } from '../../../sim/cli/trace-page.ts';

const PARTS = { page: '', worker: '', style: '' };

function page(judge: string): string {
  const finding = { judge, rule: 'len', op: 'len', step: 1, reason: 'r', expected: 1, got: 2 };
  const header = JSON.stringify({ trace: 1, finding, ...(judge === 'conformance' ? { tracker: './mine.mjs' } : {}) });
  const trace = parseTrace(`${header}\n{"op":"new","capacity":1,"policy":"strict","window":1}\n{"op":"len"}\n`, 'x.ndjson');
  if (isRefusal(trace)) throw new Error(trace.refused);
  return pageText(shownTrace('x.ndjson', trace, true), [], PARTS);
}

describe('the page of a finding that it cannot show', () => {
  it.each([
    ['conformance', 'a tracker from elsewhere, which the page does not ask'],
    ['custom', 'a rule of your own, which the page does not have'],
  ])('says so of %s: before its scripts run, and below the finding', (judge, sentence) => {
    const text = page(judge);
    const [first] = text.split('<script');
    expect(first).toContain('not shown');
    expect(first).toContain(sentence);
    const [, packed] = /id="data">([^<]*)</.exec(text) ?? [];
    expect(gunzipSync(Buffer.from(packed, 'base64')).toString()).toContain(sentence);
  });

  it('says it of no other', () => expect(page('invariant')).not.toContain('not shown'));
});
