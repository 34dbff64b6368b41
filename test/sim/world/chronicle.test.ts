import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { OUTCOMES } from '../../../sim/data/spec/names.ts';
import { formatHappenings } from '../../../sim/report/happenings-text.ts';
import { isReplayable } from '../../../sim/oracle/replayable.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';
import { FORBIDDABLE } from '../../../sim/world/chronicle.ts';
import { simulate, type SimulationResult } from '../../../sim/world/seeded-run.ts';
import type { Knobs } from '../../../sim/world/scenarios/scenario.ts';
import { surfacing } from '../oracle/faulty-production.ts';
import { minimal, refusalOf, scenarioOf, type Loose } from './scenario-file/minimal.ts';

/** One agent of two dies at 3 s; the threshold is 1 s. */
function dying(change: (file: Loose) => void = () => {}): Loose {
  return minimal((file) => {
    file.fleet[0].firstPid = 100;
    file.timeline = [{ at: '3s', do: 'crash', count: 1 }];
    change(file);
  });
}

function run(file: object, knobs: Knobs = {}, production = PRODUCTION): SimulationResult {
  return simulate(scenarioOf(file), '1', { knobs, production });
}

describe('a scenario file that forbids events', () => {
  it('forbids every refusal, and names nothing that is not in its schema', () => {
    const schema: Loose = JSON.parse(readFileSync(new URL('../../../sim/world/scenario-file/schema.json', import.meta.url), 'utf8'));
    expect(schema.properties.forbid.items.enum).toEqual(FORBIDDABLE);
    expect(OUTCOMES.filter((outcome) => !FORBIDDABLE.includes(outcome))).toEqual(['inserted', 'refreshed']);
  });

  it.each<readonly [string, (file: Loose) => void, RegExp]>([
    ['report', () => {}, /^pid 100 was reported as stalled at /],
    [
      'eviction',
      (file) => {
        file.for = '30s';
        file.observer = { threshold: '1s', capacity: 1 };
        file.fleet = ['0s', '20s'].map((start, at) => ({
          name: `f${at}`,
          count: 1,
          interval: '250ms',
          start,
          firstPid: 100 + at,
          link: 'kernel',
        }));
        file.timeline = [{ at: '3s', do: 'crash', fleet: 'f0' }];
      },
      /^pid 100 was evicted at /,
    ],
    [
      'restarted',
      (file) =>
        (file.timeline = [
          { at: '3s', do: 'crash', count: 1 },
          { at: '6s', do: 'restart', count: 1 },
        ]),
      /^a datagram of pid 100 came out as restarted/,
    ],
    [
      'out-of-order',
      (file) => (file.timeline = [{ at: '3s', do: 'set-nonce', count: 1, nonce: '1' }]),
      /^a datagram of pid 100 came out as out-of-order/,
    ],
    ['decode-refused', (file) => (file.attackers = [{ attack: 'malformed', every: '1s' }]), /came out as decode-refused/],
  ])('fails where a run has one: %s', (event, change, reason) => {
    const file = dying((loose) => {
      loose.forbid = [event];
      change(loose);
    });
    expect(run(file).finding).toMatchObject({ judge: 'invariant', rule: 'nothing-forbidden', reason: expect.stringMatching(reason) });
    expect(run({ ...file, forbid: [] }).finding).toBeNull();
    expect(run(file, { window: 9 }).finding).toBeNull();
  });

  it('holds while nothing of that kind happens', () => {
    const forbid = FORBIDDABLE.filter((event) => event !== 'report');
    expect(run(dying((file) => (file.forbid = forbid))).finding).toBeNull();
    expect(run(minimal((file) => (file.forbid = FORBIDDABLE))).finding).toBeNull();
  });

  it('is refused where it forbids what there is not', () =>
    expect(refusalOf(minimal((file) => (file.forbid = ['reports'])))).toMatch(
      /^f\.json: \/forbid\/0 must be one of report, eviction, .*got "reports"; did you mean "report"\?$/,
    ));
});

describe('a scenario file that bounds the delay of reports', () => {
  /** Surfaces no stall at all. */
  const silent = surfacing((event) => (event?.kind === 'stall' ? null : event));

  it('holds where each death is reported in time, and fails where one comes too late', () => {
    const file = dying((loose) => (loose.reportedWithin = '1100ms'));
    expect(run(file).finding).toBeNull();
    const slow = { ...file, observer: { threshold: '1s', drainInterval: '5s' } };
    expect(run(slow).finding).toMatchObject({
      judge: 'liveness',
      rule: 'reported-within',
      reason: expect.stringMatching(/^pid 100 of fleet-1, crashed at 3 s, was not reported by /),
    });
  });

  it('finds a report that never comes, where no rule is asked', () => {
    const { finding } = simulate(scenarioOf(dying((file) => (file.reportedWithin = '1100ms'))), '1', {
      production: silent,
      without: new Set(['model', 'one-event-a-poll', 'drain-leaves-none', 'stalls-take-turns']),
    });
    expect(finding).toMatchObject({ rule: 'reported-within' });
  });

  it.each<readonly [string, (file: Loose) => void]>([
    [
      'one that beats again before',
      (file) =>
        (file.timeline = [
          { at: '3s', do: 'hang', count: 1 },
          { at: '3500ms', do: 'recover', count: 1 },
        ]),
    ],
    ['one that need not be heard', (file) => (file.fleet[0].mustBeHeard = false)],
    ['one that dies too near to the end', (file) => (file.timeline = [{ at: '9500ms', do: 'crash', count: 1 }])],
    ['one of whom the observer knows nothing any more', (file) => file.timeline.push({ at: '3100ms', do: 'restart-observer' })],
    [
      'one that crashes while it hangs, for the second time',
      (file) =>
        (file.timeline = [
          { at: '3s', do: 'hang', count: 1 },
          { at: '6s', do: 'crash', count: 1 },
        ]),
    ],
  ])('asks nothing of %s', (_, change) => {
    const file = dying((loose) => {
      loose.reportedWithin = '1100ms';
      change(loose);
    });
    expect(run(file).finding).toBeNull();
  });

  it('is refused below the threshold and beyond the run', () => {
    expect(refusalOf(minimal((file) => (file.reportedWithin = '999ms')))).toBe(
      'f.json: /reportedWithin must be at least the threshold, got "999ms"',
    );
    expect(refusalOf(minimal((file) => (file.reportedWithin = '11s')))).toBe(
      'f.json: /reportedWithin must be at most the length of the run, got "11s"',
    );
  });
});

describe('what happened in a scenario file', () => {
  it('is told in words: who died, who was reported and after how long, what was refused', () => {
    const file = dying((loose) => {
      loose.timeline = [
        { at: '3s', do: 'crash', count: 1 },
        { at: '9500ms', do: 'hang', count: 2 },
      ];
      loose.attackers = [{ attack: 'malformed', every: '1s' }];
    });
    const { happened } = run(file);
    expect(formatHappenings('x.json', happened === undefined ? [] : [happened])).toEqual([
      'what happened in x.json',
      '  2 agents fell silent, 1 of them reported, after 1 s',
      '    pid 100 of fleet-1 crashed at 3 s, reported after 1 s',
      '    pid 101 of fleet-1 hung at 9.5 s, not reported',
      '  nobody was evicted',
      '  refused: 11 decode-refused',
    ]);
  });

  it('adds up over seeds', () => {
    const happened = ['1', '2', '3'].flatMap((seed) => simulate(scenarioOf(dying()), seed).happened ?? []);
    const lines = formatHappenings('x.json', happened);
    expect(lines[0]).toBe('what happened in 3 runs of x.json');
    expect(lines[1]).toMatch(/^ {2}3 agents fell silent, all of them reported, after .* to .*$/);
  });

  it('is not told of scenarios that are built in, whose claims are not judged by a replay', () => {
    expect(formatHappenings('x', [])).toEqual([]);
    expect(isReplayable({ judge: 'liveness', rule: 'reported-within' })).toBe(false);
    expect(isReplayable({ judge: 'liveness', rule: 'silent-agent-surfaced' })).toBe(true);
  });
});
