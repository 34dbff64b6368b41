import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { campaignPoints, campaignsOf, knownFindings, lastZoo } from '../../../sim/report/history-facts.ts';
import { appendHistory, parseHistory, readHistory, zooRecord, type CampaignRecord } from '../../../sim/report/history.ts';
import { runsToBelieve } from '../../../sim/report/rare-fix.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);

function record(at: string, hits: Readonly<Record<string, number>>, more: Partial<CampaignRecord> = {}): CampaignRecord {
  return {
    kind: 'campaign',
    at: `2026-01-${at}T00:00:00.000Z`,
    commit: '',
    exit: 0,
    settings: '{}',
    seed: '1',
    seeds: 10,
    steps: 1000,
    elapsedMs: 500,
    runs: { swarm: 10, herd: 10 },
    findings: Object.entries(hits).map(([signature, count]) => ({ signature, sentence: 's', hits: { swarm: count }, line: 'l' })),
    goals: { settled: 3 },
    pairs: 4,
    once: 1,
    ...more,
  };
}

describe('appendHistory()', () => {
  it('adds whole lines, also behind one that was cut off', async () => {
    const path = join(folder, 'a.ndjson');
    await appendHistory(path, record('01', { a: 1 }));
    await appendHistory(path, zooRecord(7, 0, '2026-01-02T00:00:00.000Z'));
    appendFileSync(path, '{"kind":"camp');
    await appendHistory(path, record('03', {}));
    const { records, brokenLines } = readHistory('run', path);
    expect(records.map(({ at }) => at.slice(8, 10))).toEqual(['01', '02', '03']);
    expect(brokenLines).toBe(1);
    expect(readFileSync(path, 'utf8').endsWith('}\n')).toBe(true);
    expect(lastZoo(records)).toMatchObject({ bugs: 7 });
  });

  it('tells in a sentence where it cannot', async () => {
    await expect(appendHistory(join(folder, 'no', 'a.ndjson'), record('01', {}))).rejects.toThrow(
      /^Cannot write .*: there is no such folder$/,
    );
  });
});

describe('readHistory()', () => {
  it('is empty for a file that is not there, and refuses one of another kind', () => {
    expect(readHistory('run', join(folder, 'none'))).toEqual({ records: [], brokenLines: 0 });
    const path = join(folder, 'text');
    writeFileSync(path, '# A text\n');
    expect(() => readHistory('run', path)).toThrow(`run: --history ${path}: line 1 is no line of a history: it is not whole JSON`);
    writeFileSync(path, '{"format":"varta-trace"}\n');
    expect(() => readHistory('run', path)).toThrow(/line 1 is no line of a history, as run --history writes it$/);
    expect(() => readHistory('run', folder)).toThrow(/^run: --history /);
  });

  it('reads what it wrote, whatever stands in it', () => {
    const text = 'a\n\u001b[31m"\u2028</script>';
    const line = JSON.stringify(record('01', { [text]: 2 }, { seed: text }));
    expect(parseHistory(`${line}\n\n`)).toMatchObject({ records: [{ seed: text, findings: [{ signature: text }] }] });
  });
});

describe('knownFindings()', () => {
  const campaigns = [record('01', { a: 1, b: 2 }), record('02', { a: 1 }), record('03', { c: 4 })];

  it('tells new, known and gone, and how long a fix is in doubt', () => {
    const byName = new Map(knownFindings(campaigns).map((known) => [known.finding.signature, known]));
    expect([...byName].map(([name, { change }]) => [name, change])).toEqual([
      ['c', 'new'],
      ['a', 'gone'],
      ['b', 'gone'],
    ]);
    // Only runs of the scenario in which it came up, until it came up last.
    expect(byName.get('a')).toMatchObject({ rate: { hits: 2, runs: 20 }, runsSince: 10, runsNeeded: runsToBelieve({ hits: 2, runs: 20 }) });
    expect(byName.get('b')).toMatchObject({ rate: { hits: 2, runs: 10 }, runsSince: 20 });
    expect(knownFindings(campaigns.slice(0, 2)).find(({ finding }) => finding.signature === 'a')?.change).toBe('known');
  });

  it('says that a signature whose scenarios were not run is not gone', () => {
    const [known] = knownFindings([record('01', { a: 1 }), record('02', {}, { runs: { herd: 5 } })]);
    expect(known).toMatchObject({ change: 'not run', runsSince: 0 });
  });
});

describe('campaignPoints()', () => {
  it('counts what is reached so far, and compares campaigns with the settings of the last alone', () => {
    const records = [
      record('01', {}, { goals: { settled: 1 }, settings: '{"check":"full"}' }),
      record('02', {}, { goals: { settled: 1 } }),
      zooRecord(1, 0, '2026-01-02T00:00:00.000Z'),
      record('03', { a: 1 }, { goals: { 'table-full': 1 } }),
    ];
    const points = campaignPoints(campaignsOf(records));
    expect(points.map(({ goalsSoFar, new: fresh, stepsPerSecond }) => [goalsSoFar, fresh, stepsPerSecond])).toEqual([
      [1, 0, 2000],
      [2, 1, 2000],
    ]);
  });
});
