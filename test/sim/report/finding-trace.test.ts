import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { CampaignFinding } from '../../../sim/campaign/job.ts';
import { shortNameOf } from '../../../sim/findings/finding-file.ts';
import type { Finding } from '../../../sim/oracle/finding.ts';
import { hasShorter } from '../../../sim/report/finding-trace.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);
const DIGEST = '0123456789abcdef';
const finding: Finding = { judge: 'conformance', rule: 'len', op: 'len', step: 1, nowNs: 0n, reason: 'r', expected: 'a', got: 'b' };

it('shortNameOf() differs with what was expected and got of a tracker from elsewhere, which the digest of our run does not tell', () => {
  const names = [finding, { ...finding, got: 'c' }, { ...finding, expected: 'c' }, { ...finding, reason: 'c' }].map((each) =>
    shortNameOf(each, DIGEST),
  );
  expect(new Set(names).size).toBe(4);
  expect(shortNameOf({ ...finding, judge: 'model' }, DIGEST)).toBe('0123');
});

it.each([
  ['a shorter trace of the same finding', finding, 2, true],
  ['one that is no longer', finding, 1, false],
  ['a trace of another finding', { ...finding, rule: 'drain' }, 2, false],
  ['no trace at all', null, 2, false],
] as const)('hasShorter() sees %s', async (_, saved, operations, expected) => {
  const path = join(folder, 'x.ndjson');
  const { nowNs: _now, ...header } = saved ?? finding;
  writeFileSync(path, saved === null ? 'notes' : `${JSON.stringify({ trace: 1, finding: header })}\n{"op":"len"}\n`);
  expect(await hasShorter(path, { finding } as CampaignFinding, operations)).toBe(expected);
  expect(await hasShorter(join(folder, 'none.ndjson'), { finding } as CampaignFinding, operations)).toBe(false);
});
