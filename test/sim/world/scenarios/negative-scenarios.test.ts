import { describe, expect, it } from 'vitest';
import { simulate } from '../../../../sim/world/seeded-run.ts';
import type { Ratio } from '../../../../sim/data/entropy/entropy.ts';
import { GOAL_NUMBER } from '../../../../sim/oracle/goals.ts';
import { agents, kernelSocket, MS, SECOND, soundLink, udpPort, worldPlan } from '../../../../sim/world/scenarios/world-builder.ts';
import type { Plan, Scenario } from '../../../../sim/world/scenarios/scenario.ts';
import type { WorldScript } from '../../../../sim/world/script.ts';

const ALWAYS: Ratio = { numerator: 1, denominator: 1 };

/** Ten agents that beat each 50 ms over a sound link, a threshold of 200 ms, and everything else as given. */
function scenario(change: (script: WorldScript) => Partial<WorldScript>, precondition?: Plan['precondition']): Scenario {
  const script: WorldScript = {
    forNs: 4 * SECOND,
    observer: { capacity: 16, policy: 'strict', window: 16, threshold: BigInt(200 * MS), per_pid_rate: 0, global_rate: 0 },
    polling: { tickNs: 5 * MS, atArrival: true, burst: 1 },
    clock: { startNs: 0n },
    listeners: [kernelSocket()],
    links: [soundLink('wire', 'socket')],
    fleet: [agents({ name: 'fleet', count: 10, link: 'wire', intervalNs: 50 * MS })],
    attackers: [],
    supervisor: null,
    timeline: [],
    settle: { quietNs: SECOND, networkIsSound: true },
  };
  const world = { ...script, ...change(script) };
  return { name: 'negative', claim: 'It promises what cannot be.', build: () => worldPlan(world, {}, precondition) };
}

describe('a scenario that promises what cannot be', () => {
  it('would be kept if it did not', () => {
    const { finding, unmetPrecondition } = simulate(
      scenario(
        () => ({}),
        ({ goalCounts }) => (goalCounts[GOAL_NUMBER['settled']] > 0 ? null : 'never settled'),
      ),
      '1',
    );
    expect([finding, unmetPrecondition]).toEqual([null, null]);
  });

  it.each<[string, string, (script: WorldScript) => Partial<WorldScript>]>([
    ['more agents than slots', 'live-agent-tracked', ({ observer }) => ({ observer: { ...observer, capacity: 9 } })],
    [
      'pids above the limit, unattested',
      'live-agent-tracked',
      ({ observer }) => ({
        observer: { ...observer, pid_max: 3 },
        listeners: [udpPort('socket')],
      }),
    ],
    [
      'another namespace than the observer’s',
      'live-agent-tracked',
      ({ observer, fleet }) => ({
        observer: { ...observer, ns: 1n },
        fleet: fleet.map((each) => ({ ...each, ns: 2n })),
      }),
    ],
    [
      'beats slower than the threshold',
      'live-agent-not-stalled',
      ({ fleet }) => ({
        fleet: fleet.map((each) => ({ ...each, intervalNs: 310 * MS, startWithinNs: MS })),
      }),
    ],
    ['a limit per pid below the beats', 'live-agent-not-stalled', ({ observer }) => ({ observer: { ...observer, per_pid_rate: 1 } })],
    [
      'a network that is not sound',
      'live-agent-not-stalled',
      ({ links }) => ({
        links: links.map((link) => ({ ...link, loss: { numerator: 9, denominator: 10 } })),
      }),
    ],
    [
      'a way that takes longer than the calm',
      'live-agent-tracked',
      ({ links }) => ({
        links: links.map((link) => ({ ...link, loss: ALWAYS, delayNs: { min: 3 * SECOND, max: 3 * SECOND } })),
      }),
    ],
    [
      'agents that fall silent and polls that come too seldom',
      'silent-agent-surfaced',
      () => ({
        polling: { tickNs: 3 * SECOND + 500 * MS, atArrival: false, burst: 10_000 },
        timeline: [{ atNs: 2 * SECOND, do: 'crash' as const, fleet: 'fleet', count: null }],
      }),
    ],
  ])('fails: %s', (_, rule, change) => {
    expect(simulate(scenario(change), '1').finding).toMatchObject({ judge: 'liveness', rule });
  });

  it('has tested nothing when its precondition is not met', () => {
    const roomy = scenario(
      () => ({}),
      ({ goalCounts }) => (goalCounts[GOAL_NUMBER['evicted-stalled']] > 0 ? null : 'nobody was evicted'),
    );
    const { finding, unmetPrecondition } = simulate(roomy, '1');
    expect([finding, unmetPrecondition]).toEqual([null, 'nobody was evicted']);
  });
});
