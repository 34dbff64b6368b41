import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaignJson, type CampaignJson } from '../../../sim/report/campaign-json.ts';
import { parseCampaignJson } from '../../../sim/report/campaign-json-form.ts';
import { campaignReports } from '../../../sim/report/campaign-reports.ts';
import { formatAnnotations } from '../../../sim/report/github.ts';
import { campaignSuite, formatJUnit } from '../../../sim/report/junit.ts';
import { mergeShards } from '../../../sim/report/merge.ts';
import { headOf, NO_FACTS } from './campaign-fixture.ts';

const RUN = { scenario: 'one', seed: 'a', steps: 3, simulatedNs: 1, digest: 'd', config: { capacity: 1 } };
const FINDING = {
  scenario: 'one',
  seed: 'a+1',
  judge: 'invariant',
  rule: 'r',
  op: 'poll',
  step: 2,
  nowNs: '0',
  reason: 'r',
  expected: 'e',
  got: 'g',
} as const;

const WHOLE = campaignJson(
  headOf(['one'], { scenario: 'all', seed: 'a', seeds: 2, knobs: { capacity: 4 }, commit: 'c' }),
  '1/1',
  { ...NO_FACTS, runs: [RUN], findings: [FINDING] },
  () => 0,
);

/** All places in a JSON value. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, key]))];
}

function changed(value: unknown, [key, ...rest]: readonly string[], put: unknown): unknown {
  if (key === undefined) return put;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  (copy as Record<string, unknown>)[key] = changed((value as Record<string, unknown>)[key], rest, put);
  return copy;
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(undefined, -1, 1.5, 1e300, '1; touch x', '\n', '__proto__', [], {}, null),
);

describe('parseCampaignJson()', () => {
  it('takes what run --json prints', () => {
    expect(parseCampaignJson(JSON.stringify(WHOLE))).toEqual(WHOLE);
  });

  it('takes or refuses with a sentence whatever stands at any place; what is taken can be merged and reported', () => {
    const places = placesIn(WHOLE);
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, (path, put) => {
        const text = JSON.stringify(changed(WHOLE, path, put)) ?? '';
        const json: CampaignJson | string = parseCampaignJson(text);
        if (typeof json === 'string') {
          expect(json).toMatch(/^it is /);
          return;
        }
        expect(JSON.parse(text)).toEqual(json);
        const merged = mergeShards([{ name: 'f', json }]);
        for (const one of typeof merged === 'string' ? [json] : [json, merged]) {
          formatJUnit([campaignSuite(one)]);
          for (const line of formatAnnotations(campaignReports(one)).trimEnd().split('\n')) expect(line).toMatch(/^(?:::error |$)/);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
