import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../sim/report/exit-code.ts';
import { verdictOf } from '../../../sim/gate/judge-stage.ts';
import type { Stage, StageOutcome } from '../../../sim/gate/stage.ts';
import { schedule } from '../../../sim/gate/schedule.ts';

function stage(name: string, change: Partial<Stage> = {}): Stage {
  return {
    name,
    sharePermille: 100,
    cores: 'one',
    script: () => [name],
    judge: () => verdictOf(EXIT.ok, ''),
    ...change,
  };
}

/** Carries stages out in a time of its own: each takes as long as `takesMs` says. */
async function play(
  stages: readonly Stage[],
  takesMs: Readonly<Record<string, number>>,
  { cores = 2, budgetMs = 100_000, stopAtMs = Infinity, failing = '' } = {},
) {
  const told: string[] = [];
  const waiting: { atMs: number; wake: () => void }[] = [];
  let nowMs = 0;
  const all = schedule(stages, {
    cores,
    budgetMs,
    elapsedMs: () => nowMs,
    isStopped: () => nowMs >= stopAtMs,
    carryOut: ({ name }, hadMs) =>
      new Promise<StageOutcome>((resolve) => {
        const elapsedMs = Math.min(hadMs, takesMs[name] ?? hadMs);
        const outcome = {
          name,
          budgetMs: hadMs,
          elapsedMs,
          line: name,
          output: '',
          verdict: verdictOf(name === failing ? EXIT.check : EXIT.ok, ''),
        };
        waiting.push({ atMs: nowMs + elapsedMs, wake: () => resolve(outcome) });
      }),
    onStart: ({ name }) => told.push(`${nowMs} ${name} starts`),
    onEnd: ({ name }) => told.push(`${nowMs} ${name} ends`),
  });
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    const next = waiting.sort((a, b) => a.atMs - b.atMs).shift();
    if (next === undefined) break;
    nowMs = next.atMs;
    next.wake();
  }
  return { told, outcomes: await all };
}

describe('schedule()', () => {
  it('does not begin a stage where the one that it needs did not pass, and says so', async () => {
    const stages = [
      stage('types', { cores: 'all' }),
      stage('lint'),
      stage('tests', { needs: 'types' }),
      stage('alone', { needs: 'left out' }),
    ];
    const { told, outcomes } = await play(stages, { types: 1000, lint: 10, alone: 10 }, { failing: 'types' });
    expect(told.filter((line) => line.endsWith('starts'))).toEqual(['0 types starts', '1000 lint starts', '1000 alone starts']);
    expect(outcomes[2].verdict).toMatchObject({ exit: EXIT.inconclusive, note: 'not begun: types did not pass' });
    expect((await play(stages, { types: 1000, lint: 10, tests: 10 })).told).toContain('1000 tests starts');
  });

  it('begins the stages in their order, each when the cores that it needs are idle', async () => {
    const stages = [stage('a'), stage('b'), stage('c', { cores: 'all' }), stage('d')];
    const { told, outcomes } = await play(stages, { a: 5000, b: 2000, c: 1000, d: 1000 });
    expect(told).toEqual([
      '0 a starts',
      '0 b starts',
      '2000 b ends',
      '5000 a ends',
      '5000 c starts',
      '6000 c ends',
      '6000 d starts',
      '7000 d ends',
    ]);
    expect(outcomes.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('needs no more cores than there are', async () => {
    const { told } = await play([stage('a'), stage('b', { cores: 'all' })], { a: 1000, b: 1000 }, { cores: 1 });
    expect(told).toEqual(['0 a starts', '1000 a ends', '1000 b starts', '2000 b ends']);
  });

  it('gives a stage its share and no more, and the last one all that is left', async () => {
    const stages = [stage('a'), stage('b', { sharePermille: 600, cores: 'all' }), stage('c', { fills: true })];
    const { outcomes } = await play(stages, { a: 4000, b: 50_000 });
    expect(outcomes.map(({ budgetMs }) => budgetMs)).toEqual([10_000, 60_000, 45_500]);
  });

  it('gives a stage no more than there is, and does not begin one for which nothing is left: that is inconclusive', async () => {
    const stages = [
      stage('a', { sharePermille: 900, cores: 'all' }),
      stage('b', { sharePermille: 500, cores: 'all' }),
      stage('c'),
      stage('d', { fills: true }),
    ];
    const { outcomes } = await play(stages, {});
    expect(outcomes.map(({ budgetMs }) => budgetMs)).toEqual([90_000, 9500, 0, 0]);
    expect(outcomes.map(({ verdict }) => verdict.exit)).toEqual([EXIT.ok, EXIT.ok, EXIT.inconclusive, EXIT.inconclusive]);
    expect(outcomes[2].verdict.note).toBe('there was no time left to begin it: --budget gives it more');
  });

  it('gives every stage a moment, however short the time for everything', async () => {
    const { outcomes } = await play([stage('a', { sharePermille: 10 })], {}, { budgetMs: 10_000 });
    expect(outcomes[0].budgetMs).toBe(5000);
  });

  it('begins nothing more once it is stopped', async () => {
    const stages = [stage('a', { cores: 'all' }), stage('b')];
    const { told, outcomes } = await play(stages, { a: 3000, b: 3000 }, { stopAtMs: 1000 });
    expect(told).toEqual(['0 a starts', '3000 a ends', '3000 b ends']);
    expect(outcomes[1].verdict).toMatchObject({ exit: EXIT.inconclusive, note: 'interrupted before it was begun' });
  });
});
