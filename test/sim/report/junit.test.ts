import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../sim/report/exit-code.ts';
import { xmlText } from '../../../sim/data/quoting/xml.ts';
import { campaignJson } from '../../../sim/report/campaign-json.ts';
import type { CampaignFacts, RunJson } from '../../../sim/report/campaign-verdict.ts';
import { campaignSuite, formatJUnit, type JUnitSuite } from '../../../sim/report/junit.ts';
import { anyText } from '../../../sim/library/fast-check/any-text.ts';
import { FINDING, headOf, NO_FACTS } from './campaign-fixture.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What a reader of XML makes of text in an attribute; null if it is not well-formed there. */
function read(text: string): string | null {
  if (/[<"\t\n\r]|&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(text)) return null;
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? ENTITIES[name] : String.fromCodePoint(Number(code)),
  );
}

/** Whether XML 1.0 allows a character at all. */
function isChar(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return [9, 10, 13].includes(code) || (code >= 0x20 && code < 0xd800) || (code > 0xdfff && code < 0xfffe) || code > 0xffff;
}

describe('xmlText()', () => {
  it('is read back as it was, but for what XML cannot say', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const sayable = Array.from(text, (character) => (isChar(character) ? character : '\ufffd')).join('');
        expect(read(xmlText(text))).toBe(sayable);
      }),
      { examples: [['\u0000\u0008\u000b\u001f\ufffe\uffff'], ['\ud800'], ['a\udfffb'], ['😀 <&>"\'\t\r\n]]>']] },
    );
  });
});

describe('formatJUnit()', () => {
  it('counts cases and failures, and tells what is wrong', () => {
    const good = { classname: 'a', name: 'is <good>', timeMs: 1250, failure: null };
    const bad = { classname: 'b', name: 'is "bad"', timeMs: null, failure: { message: 'x & y', text: 'line 1\nline 2' } };
    expect(
      formatJUnit([
        { name: 'tests', timeMs: 2000, cases: [good, bad] },
        { name: 'none', timeMs: null, cases: [] },
      ]),
    ).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="varta-sim" tests="2" failures="1" errors="0">',
        '  <testsuite name="tests" tests="2" failures="1" errors="0" time="2.000">',
        '    <testcase classname="a" name="is &lt;good&gt;" time="1.250"/>',
        '    <testcase classname="b" name="is &quot;bad&quot;">',
        '      <failure message="x &amp; y">line 1&#10;line 2</failure>',
        '    </testcase>',
        '  </testsuite>',
        '  <testsuite name="none" tests="0" failures="0" errors="0">',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });
});

describe('campaignSuite()', () => {
  const head = headOf(['one', 'two'], { seed: '7', seeds: 2, commit: 'abc123' });
  const run = (scenario: string, seed: string): RunJson => ({
    scenario,
    seed,
    steps: 9,
    simulatedNs: 1,
    digest: `${scenario}${seed}`,
    config: {},
  });
  const clean = { ...NO_FACTS, runs: [run('one', '7'), run('one', '8'), run('two', '7'), run('two', '8')] };
  const finding = { ...FINDING, reason: 'wrong', got: 'wrong' };
  const shrunk = {
    before: 90,
    reason: 'wrong, made small',
    expected: 'e',
    got: 'wrong, made small',
    operations: ['{}'],
    told: ['pid 2 beats'],
  };

  function suiteOf(change: Partial<CampaignFacts>): JUnitSuite {
    return campaignSuite(campaignJson(head, null, { ...clean, ...change }, Number));
  }

  function namesOf({ name, cases }: JUnitSuite): string[] {
    return [name, ...cases.map((each) => `${each.classname} ${each.name}`)];
  }

  it.each<readonly [string, Partial<CampaignFacts>, readonly string[]]>([
    ['a finding', { findings: [{ ...finding, scenario: 'two', seed: '8' }] }, ['two']],
    [
      'one signature in two scenarios',
      { findings: ['one', 'two'].map((scenario) => ({ ...finding, scenario, seed: '8' })) },
      ['one', 'two'],
    ],
    ['a run that tested nothing', { unmet: [{ scenario: 'one', seed: '7', reason: 'nothing' }] }, ['one']],
    ['runs that were not finished', { unfinished: 3 }, ['every run is finished, every goal is reached']],
  ])('has the same names with %s as without, and shows there what failed', (_, change, failed) => {
    const suite = suiteOf(change);
    expect(suite.name).toBe('varta-sim run');
    expect(namesOf(suite)).toEqual(namesOf(suiteOf({})));
    expect(suite.cases.filter(({ failure }) => failure !== null).map(({ name }) => name)).toEqual(failed);
  });

  it('tells what a tracker from elsewhere was not asked as tests that were skipped, and counts them', () => {
    const followed = { tracker: 'mine 1', compared: 5, skipped: { 'take evictions': 1200 }, lacking: ['last_words'] };
    const suite = suiteOf({ followed });
    expect(suite.cases.slice(3)).toEqual([
      { classname: 'tracker', name: 'replies compared', timeMs: null, failure: null },
      {
        classname: 'tracker',
        name: 'option last_words',
        timeMs: null,
        failure: null,
        skipped: 'mine 1 does not have it: runs are made without',
      },
      { classname: 'tracker', name: 'take evictions', timeMs: null, failure: null, skipped: '1,200 times not asked or not answered' },
    ]);
    const text = formatJUnit([suite]);
    expect(text).toContain('<testsuites name="varta-sim" tests="6" failures="0" errors="0" skipped="2">');
    expect(text).toContain('<skipped message="1,200 times not asked or not answered"/>');
    expect(formatJUnit([suiteOf({})])).not.toContain('skipped');
  });

  it('has not passed a tracker that was asked nothing', () => {
    const followed = { tracker: 'mine 1', compared: 0, skipped: {}, lacking: [] };
    expect(suiteOf({ followed }).cases[3]).toMatchObject({ name: 'replies compared', skipped: 'mine 1 was asked nothing' });
    expect(campaignJson(head, null, { ...clean, followed }, Number).exit).toBe(EXIT.inconclusive);
  });

  it('says in a failure what its report says, the shrunk operations, the line by seed and the commit', () => {
    const key = 'two 8';
    const found = {
      findings: [{ ...finding, scenario: 'two', seed: '8' }],
      traces: new Map([[key, 'findings/x.ndjson']]),
      shrunk: new Map([[key, shrunk]]),
    };
    const { failure } = suiteOf(found).cases[1];
    expect(failure).toEqual({
      message: 'wrong, made small',
      text: [
        'invariant/r/poll: wrong, made small',
        'two seed 8, step 3',
        'expected e',
        'shrunk from 90 operations to 1:',
        '  pid 2 beats',
        'where its trace is: npm run replay -- findings/x.ndjson',
        'commit abc123',
        'npm run sim -- --scenario two --seed 8',
      ].join('\n'),
    });
  });
});
