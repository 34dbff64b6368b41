import { describe, expect, it, test } from 'vitest';
import { simulate } from '../../../../sim/world/seeded-run.ts';
import { SeededEntropy } from '../../../../sim/data/entropy/seeded-entropy.ts';
import { buildWorld } from '../../../../sim/world/scenario-file/build-world.ts';
import { checkForm, type CheckedForm } from '../../../../sim/world/scenario-file/check-form.ts';
import { FaultBook } from '../../../../sim/world/scenario-file/fault.ts';
import { readJson, type JsonValue } from '../../../../sim/world/scenario-file/json-text.ts';
import { SCENARIOS } from '../../../../sim/world/scenarios/index.ts';
import { agents, attacker, kernelSocket, soundLink, udpPort, worldPlan } from '../../../../sim/world/scenarios/world-builder.ts';
import type { Scenario } from '../../../../sim/world/scenarios/scenario.ts';
import { UNEVENTFUL, type FleetScript, type WorldScript } from '../../../../sim/world/script.ts';
import { minimal, scenarioOf, worldOf } from './minimal.ts';
import { writtenWorld } from './written-world.ts';

const U64_TOP = 0xffff_ffff_ffff_ffffn;

function ratio(numerator: number, denominator: number): { numerator: number; denominator: number } {
  return { numerator, denominator };
}

/** The world of a written file, whatever else speaks against it. */
function rebuilt(file: object): unknown {
  const { form } = checkForm((readJson(JSON.stringify(file)) as JsonValue).value) as CheckedForm;
  const faults = new FaultBook();
  const world = buildWorld(form, faults);
  return faults.first ?? world;
}

/** The world with no action on more agents than there are, which a file may not ask for. */
function withTrueCounts(world: WorldScript): WorldScript {
  const timeline = world.timeline.map((action) => {
    if (!('count' in action) || action.count === null) return action;
    const { count } = world.fleet.find(({ name }) => name === action.fleet) as FleetScript;
    return { ...action, count: Math.min(count, action.count) };
  });
  return { ...world, timeline };
}

describe('buildWorld()', () => {
  it('fills in what a minimal file leaves out', () => {
    expect(worldOf(minimal())).toEqual({
      forNs: 10_000_000_000,
      observer: { threshold: 1_000_000_000n, capacity: 256, policy: 'strict', window: 256 },
      polling: { tickNs: 50_000_000, atArrival: true, burst: 1 },
      clock: { startNs: 0n },
      listeners: [kernelSocket('kernel')],
      links: [soundLink('kernel', 'kernel')],
      fleet: [agents({ name: 'fleet-1', count: 2, link: 'kernel', intervalNs: 250_000_000 })],
      attackers: [],
      supervisor: null,
      timeline: [],
      settle: null,
    });
  });

  it('fills in what parts leave out', () => {
    const world = worldOf(
      minimal((file) => {
        file.listeners = [{ preset: 'udp' }, { preset: 'operator', queueMax: 3 }, { preset: 'plain', name: 'file', attestsPid: true }];
        file.links = [{ listener: 'udp', delay: '2ms' }];
        file.fleet[0].lifecycle = { crash: '1/9' };
        file.attackers = [{ attack: 'replay', every: '1ms' }];
        file.settle = { calm: '2s' };
        file.timeline = [
          { at: '1s', do: 'hang' },
          { at: '2s', do: 'partition' },
        ];
      }),
    );
    expect(world.listeners).toEqual([
      udpPort('udp'),
      { name: 'operator', origin: 'operator-attested', attestsPid: false, seesNamespace: false, queueMax: 3 },
      { name: 'file', origin: 'socket-mode-only', attestsPid: true, seesNamespace: true, queueMax: 100_000 },
    ]);
    expect(world.links).toEqual([{ ...soundLink('udp', 'udp'), delayNs: { min: 2_000_000, max: 2_000_000 } }]);
    expect(world.fleet[0].lifecycle).toEqual({ ...UNEVENTFUL, crash: ratio(1, 9) });
    expect(world.attackers).toEqual([attacker({ name: 'replay', attack: 'replay', link: 'udp', everyNs: 1_000_000 })]);
    expect(world.settle).toEqual({ quietNs: 2_000_000_000, networkIsSound: false });
    expect(world.timeline).toEqual([
      { atNs: 1_000_000_000, do: 'hang', fleet: 'fleet-1', count: null },
      { atNs: 2_000_000_000, do: 'partition', link: 'udp' },
    ]);
  });

  it('makes one link for each listener where a file has none', () => {
    const world = worldOf(
      minimal((file) => {
        file.listeners = [{}, { preset: 'udp' }];
        file.fleet[0].link = 'udp';
      }),
    );
    expect(world.links).toEqual([soundLink('kernel', 'kernel'), soundLink('udp', 'udp')]);
  });

  it('takes a threshold up to the end of u64, and ticks no later than the end of the run', () => {
    const world = worldOf(minimal((file) => (file.observer.threshold = `${U64_TOP}ns`)));
    expect(world.observer.threshold).toBe(U64_TOP);
    expect(world.polling.tickNs).toBe(world.forNs);
  });

  const scripted = SCENARIOS.filter(({ build }) => build(new SeededEntropy('any'), {}).world !== undefined);
  test.each(scripted.map((scenario) => [scenario.name, scenario] as const))('can say every world of %s', (_, scenario) => {
    for (let seed = 1; seed <= (scenario.name === 'swarm' ? 60 : 6); seed++) {
      const world = withTrueCounts(scenario.build(new SeededEntropy(String(seed)), {}).world as WorldScript);
      expect(rebuilt(writtenWorld('same', world))).toEqual(world);
    }
  });
});

describe('a scenario from a file', () => {
  const life = {
    degrade: ratio(1, 30),
    hang: ratio(1, 60),
    hangNs: { min: 1_000_000, max: 90_000_000 },
    crash: ratio(1, 80),
    panic: ratio(1, 2),
    restartNs: { min: 0, max: 50_000_001 },
    samePid: ratio(1, 3),
    changeNamespace: ratio(1, 90),
  };
  const world: WorldScript = {
    forNs: 1_500_000_000,
    observer: {
      capacity: 24,
      policy: 'balanced',
      window: 5,
      threshold: 40_000_001n,
      drain_interval: 3_000_000n,
      per_pid_rate: 900,
      global_rate: 4000,
      global_burst: 60,
      pid_max: 1_073_741_000,
      ns: 4_026_531_836n,
      allow_cross_namespace: true,
    },
    polling: { tickNs: 4_999_999, atArrival: false, burst: 7 },
    clock: { startNs: (1n << 63n) - 5n },
    listeners: [
      kernelSocket('socket', 9),
      { name: 'file', origin: 'socket-mode-only', attestsPid: false, seesNamespace: true, queueMax: 11 },
    ],
    links: [
      {
        name: 'a',
        listener: 'socket',
        delayNs: { min: 3, max: 2_000_000 },
        loss: ratio(1, 20),
        duplicate: ratio(2, 20),
        reorder: ratio(1, 9),
        reorderNs: 7_000_000,
        corrupt: ratio(1, 15),
        truncate: ratio(1, 16),
        burst: ratio(1, 50),
        burstNs: 30_000_000,
      },
      soundLink('b', 'file', 500),
    ],
    fleet: [
      agents({
        name: 'one',
        count: 9,
        link: 'a',
        intervalNs: 9_000_000,
        jitterNs: 1_234_567,
        driftPpm: { min: -900, max: 4000 },
        startWithinNs: 0,
        startNs: 17,
        firstPid: 70,
        ns: 5n,
        lifecycle: life,
      }),
      agents({ name: 'two', count: 6, link: 'b', intervalNs: 11_000_000, ns: null, firstNonce: U64_TOP - 40n, livenessRequired: false }),
    ],
    attackers: [
      attacker({
        name: 'noise',
        attack: 'malformed',
        link: 'b',
        startNs: 5_000_000,
        stopNs: 900_000_000,
        everyNs: 6_000_000,
        burst: 2,
        ns: 6n,
        pidPool: 3,
      }),
    ],
    supervisor: { delayNs: 8_000_000 },
    timeline: [
      { atNs: 100_000_000, do: 'hang', fleet: 'one', count: 2 },
      { atNs: 200_000_000, do: 'recover', fleet: 'one', count: null },
      { atNs: 250_000_000, do: 'change-namespace', fleet: 'two', count: 3, ns: 77n },
      { atNs: 300_000_000, do: 'set-nonce', fleet: 'two', count: null, nonce: U64_TOP - 2n },
      { atNs: 350_000_000, do: 'partition', link: 'b' },
      { atNs: 400_000_000, do: 'heal', link: 'b' },
      { atNs: 450_000_000, do: 'clock-forward', byNs: 20_000_000n },
      { atNs: 500_000_000, do: 'clock-backward', byNs: 30_000_000n },
      { atNs: 550_000_000, do: 'clock-freeze' },
      { atNs: 560_000_000, do: 'clock-thaw' },
      { atNs: 600_000_000, do: 'read-metrics' },
    ],
    settle: null,
  };

  it('runs exactly as one that was written in TypeScript', () => {
    const typed: Scenario = { name: 'twin', claim: 'The same world.', build: () => worldPlan(world) };
    const filed = scenarioOf(writtenWorld('twin', world));
    expect(worldOf(writtenWorld('twin', world))).toEqual(world);
    for (const seed of ['1', '2', '3']) {
      const { finding, steps, digest, config } = simulate(typed, seed);
      expect(simulate(filed, seed)).toMatchObject({ finding, steps, digest, config });
      expect(finding).toBeNull();
      expect(steps).toBeGreaterThan(1000);
    }
  });

  it('draws nothing before the world runs', () => {
    const entropy = new SeededEntropy('any');
    scenarioOf(writtenWorld('twin', world)).build(entropy, {});
    expect(entropy.draws).toBe(0);
  });

  it('is another run under another name', () => {
    const digests = ['here', 'there'].map((name) => simulate(scenarioOf(minimal((file) => Object.assign(file, { name }))), '1').digest);
    expect(digests[0]).not.toBe(digests[1]);
  });
});
