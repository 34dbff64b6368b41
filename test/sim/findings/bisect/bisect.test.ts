import { describe, expect, it } from 'vitest';
import { bisect } from '../../../../sim/findings/bisect/bisect.ts';
import type { Commit } from '../../../../sim/findings/bisect/history.ts';
import type { StepEnd } from '../../../../sim/findings/bisect/step-process.ts';
import { verdictOf, type Verdict } from '../../../../sim/findings/bisect/verdict.ts';
import { bisectExit, formatBisect, jsonBisect, type BisectReport } from '../../../../sim/report/bisect-text.ts';
import { SILENT } from '../../../support/outputs.ts';

const HOLDS: Verdict = { kind: 'holds' };
const FAILS: Verdict = { kind: 'fails', signature: 'model/event/poll', reason: 'of the test' };
const SKIPPED: Verdict = { kind: 'skipped', why: 'it does not build' };

function commitOf(hash: string): Commit {
  return { hash, authored: '2024-01-02T03:04:05+02:00', subject: `subject of ${hash}\u001b[2J` };
}

/** A history in a line: commit 0 is the older end, the last the newer one. Halved as git does. */
async function over(verdicts: readonly Verdict[], stopAfter = Number.POSITIVE_INFINITY): Promise<BisectReport> {
  const numberOf = (hash: string): number => Number(hash.slice(1));
  const between = async (older: readonly string[], newer: string): Promise<string[]> => {
    const [from, to] = [Math.max(...older.map(numberOf)), numberOf(newer)];
    const distance = (at: number): number => Math.min(at - from, to - at);
    return Array.from({ length: to - from }, (_, at) => from + 1 + at)
      .sort((a, b) => distance(b) - distance(a))
      .map((at) => `c${at}`);
  };
  let count = 0;
  const judge = async (hash: string) => ({
    hash,
    verdict: verdicts[numberOf(hash)],
    isBuilt: (count++, true),
    hasOtherLock: hash === 'c4',
  });
  const [older, newer] = [commitOf('c0'), commitOf(`c${verdicts.length - 1}`)];
  const result = await bisect({ older, newer }, { between, judge, onTry: () => {}, shouldStop: () => count > stopAfter });
  const told = new Map(verdicts.map((_, at) => [`c${at}`, commitOf(`c${at}`)]));
  return { ...result, trace: 'a.ndjson', older, newer, commits: verdicts.length - 1, told, files: ['src/a.ts', 'docs/\u202eb.md'] };
}

function line(length: number, change: number, [before, after]: readonly [Verdict, Verdict] = [HOLDS, FAILS]): Verdict[] {
  return Array.from({ length }, (_, at) => (at < change ? before : after));
}

describe('bisect()', () => {
  it('finds the commit that broke it, or mended it, wherever it is, with at most log2 of the commits between', async () => {
    for (const length of [2, 3, 5, 17, 40]) {
      for (let change = 1; change < length; change++) {
        const broke = await over(line(length, change));
        expect(broke).toMatchObject({ change: 'broke', candidates: [`c${change}`], isInterrupted: false });
        expect(broke.tried.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(length - 1)));
        expect(await over(line(length, change, [FAILS, HOLDS]))).toMatchObject({ change: 'mended', candidates: [`c${change}`] });
      }
    }
  });

  it('passes over those that cannot judge, and says among which the commit is where they hide it', async () => {
    const verdicts = line(17, 11);
    const aside = verdicts.with(8, SKIPPED).with(4, SKIPPED).with(14, SKIPPED);
    expect(await over(aside)).toMatchObject({ change: 'broke', candidates: ['c11'] });
    const hidden = await over(verdicts.with(10, SKIPPED).with(9, SKIPPED));
    expect(hidden.candidates.toSorted()).toEqual(['c10', 'c11', 'c9']);
    expect(bisectExit(hidden)).toBe(14);
    expect(formatBisect(hidden, SILENT)).toMatch(/exit 14 · broke by one of 3 commits, of which all but the last cannot judge the trace/);
  });

  it('says that there is nothing to search where both ends agree, or one cannot judge', async () => {
    for (const verdicts of [line(9, 9), line(9, 0), line(9, 4).with(0, SKIPPED), line(9, 4).with(8, SKIPPED)]) {
      const report = await over(verdicts);
      expect(report).toMatchObject({ change: null, candidates: [] });
      expect(report.tried).toHaveLength(2);
      expect(bisectExit(report)).toBe(20);
      expect(formatBisect(report, SILENT)).toMatch(/exit 20 · .*: there is nothing to search between them\n$/);
    }
  });

  it('ends where it is interrupted, with what is left', async () => {
    for (const stopAfter of [0, 1, 2, 3]) {
      const report = await over(line(33, 20), stopAfter);
      expect(report.isInterrupted).toBe(true);
      expect(report.tried).toHaveLength(stopAfter);
      expect(report.candidates).toContain('c20');
      expect(bisectExit(report)).toBe(14);
      const builds = stopAfter === 1 ? '1 build' : `${stopAfter} builds`;
      expect(formatBisect(report, SILENT)).toContain(`exit 14 · interrupted: ${report.candidates.length} commits are left · ${builds}\n`);
      expect(formatBisect({ ...report, candidates: ['c20'] }, SILENT)).toContain(`interrupted: 1 commit is left · ${builds}\n`);
    }
  });

  it('names the commit, its date, its files and both verdicts, and shows what would act on a terminal', async () => {
    const report = await over(line(9, 5));
    const text = formatBisect(report, SILENT);
    expect(text).toContain('broke c5 subject of c5\\u001b[2J\n');
    expect(text).toContain("author's date  2024-01-02T03:04:05+02:00");
    expect(text).toContain('before         c4 holds');
    expect(text).toContain('since          c5 FAIL model/event/poll');
    expect(text).toContain('files          src/a.ts\n                 docs/\\u202eb.md');
    expect(text).toContain('c4  2024-01-02  holds (its lock file differs: run with what is installed)');
    expect(text).not.toContain('changes nothing in src');
    expect(formatBisect({ ...report, files: ['sim/a.ts'] }, SILENT)).toContain('it changes nothing in src: what judges it changed');
    expect(jsonBisect(report)).toMatchObject({
      change: 'broke',
      commit: { hash: 'c5', files: report.files },
      before: { hash: 'c4', verdict: HOLDS },
      since: { hash: 'c5', verdict: FAILS },
      exit: 0,
    });
  });
});

describe('verdictOf()', () => {
  const END: StepEnd = { code: 0, signal: null, startFault: null, out: '', err: '', isLate: false };
  const FINDING = JSON.stringify({ finding: { judge: 'model', rule: 'event', op: 'poll', reason: 'of the test' } });

  it.each([
    [{ out: '{"finding":null}' }, HOLDS],
    [{ code: 10, out: FINDING }, FAILS],
    [{ code: 12, out: FINDING }, FAILS],
    [{ code: 20, err: 'varta-sim: a\nvarta-sim: line 2: unknown key\n' }, 'it cannot replay the trace: varta-sim: line 2: unknown key'],
    [{ code: 14, out: '{"finding":null}' }, 'it cannot replay the trace: {"finding":null}'],
    [{ code: 1 }, 'it cannot replay the trace: it ended with 1'],
    [{ out: 'ok' }, 'its replay does not answer in JSON'],
    [{ out: '{}' }, 'its replay does not say what it found'],
    [{ code: 10, out: '{"finding":null}' }, 'its replay does not say what it found'],
    [{ code: null, signal: 'SIGKILL' }, 'its replay was ended by SIGKILL'],
    [{ code: null, signal: 'SIGKILL', isLate: true }, 'its replay took too long'],
    [{ code: null, startFault: 'ENOENT' }, 'its replay could not be started: ENOENT'],
  ])('%j', (end, verdict) => {
    expect(verdictOf({ ...END, ...end })).toEqual(typeof verdict === 'string' ? { kind: 'skipped', why: verdict } : verdict);
  });
});
