import { describe, expect, it } from 'vitest';
import { SeededRun } from '../../../../sim/world/seeded-run.ts';
import { swarm } from '../../../../sim/world/scenarios/swarm.ts';
import { withLiveness } from '../../../../sim/world/scenarios/swarm-liveness.ts';
import { agents, attacker, MS } from '../../../../sim/world/scenarios/world-builder.ts';
import type { WorldScript } from '../../../../sim/world/script.ts';
import { quietWorld } from '../world-bench.ts';

const SEEDS = Array.from({ length: 120 }, (_, at) => String(at + 1));

/** Worlds of the swarm, as they are run. */
function worlds(): WorldScript[] {
  return SEEDS.map((seed) => new SeededRun(swarm, seed).plan.world as WorldScript);
}

function drawn(change: Partial<WorldScript> = {}): WorldScript {
  return { ...quietWorld(change), settle: null };
}

const threeGroups = [
  agents({ name: 'a', count: 10, link: 'wire', intervalNs: 25 * MS, firstPid: 100, livenessRequired: false }),
  agents({ name: 'b', count: 10, link: 'wire', intervalNs: 25 * MS, livenessRequired: false }),
  agents({ name: 'c', count: 4, link: 'wire', intervalNs: 25 * MS, firstPid: 102, livenessRequired: false }),
];

describe('swarm', () => {
  it('judges liveness in a third of its worlds, and requires it of agents in half of these', () => {
    const judged = worlds().filter(({ settle }) => settle !== null);
    expect(judged.length).toBeGreaterThan(SEEDS.length / 3);
    const demanding = judged.filter(({ fleet }) => fleet.some(({ livenessRequired }) => livenessRequired));
    expect(demanding.length).toBeGreaterThan(judged.length / 3);
  });

  it('says in its configuration whether liveness is judged', () => {
    const configs = SEEDS.map((seed) => new SeededRun(swarm, seed).plan);
    for (const { config, world } of configs) expect(config['liveness']).toBe(world?.settle === null ? undefined : 'judged');
  });
});

describe('withLiveness()', () => {
  it('adds a quiet phase to the run, in which liveness is required of every fleet that allows it', () => {
    const slow = agents({ name: 'slow', count: 2, link: 'wire', intervalNs: 150 * MS, livenessRequired: false });
    const world = withLiveness(drawn({ fleet: [slow, { ...threeGroups[0], livenessRequired: false }] }), undefined);
    expect(world.forNs).toBe(2000 * MS + (world.settle?.quietNs ?? 0));
    expect(world.fleet.map(({ livenessRequired }) => livenessRequired)).toEqual([false, true]);
  });

  it('keeps to a length that is given, and leaves a world as it was that would then be mostly quiet', () => {
    expect(withLiveness(drawn(), 3000 * MS)).toMatchObject({ forNs: 3000 * MS, settle: { networkIsSound: false } });
    const short = drawn();
    expect(withLiveness(short, 400 * MS)).toBe(short);
  });

  it('leaves out what may keep a live agent from being accepted', () => {
    const world = withLiveness(
      drawn({
        fleet: threeGroups,
        attackers: [attacker({ name: 'x', attack: 'replay', link: 'wire', everyNs: MS })],
        polling: { tickNs: 5 * MS, atArrival: false, burst: 1 },
        observer: { ...quietWorld().observer, global_rate: 600, global_burst: 100 },
        listeners: quietWorld().listeners.map((listener) => ({ ...listener, queueMax: 1 })),
        timeline: [
          { atNs: MS, do: 'set-nonce', fleet: 'a', count: null, nonce: 0n },
          { atNs: MS, do: 'hang', fleet: 'b', count: null },
          { atNs: MS, do: 'hang', fleet: 'c', count: 1 },
          { atNs: MS, do: 'partition', link: 'wire' },
        ],
      }),
      undefined,
    );
    // Ten more agents would not fit into 16 slots; the third group would share pids with the first.
    expect(world.fleet.map(({ name, firstPid }) => [name, firstPid])).toEqual([
      ['a', 100],
      ['c', null],
    ]);
    expect(world.attackers).toEqual([]);
    expect(world.polling.atArrival).toBe(true);
    expect(world.listeners.map(({ queueMax }) => queueMax)).toEqual([14]);
    // 14 agents beat 560 times a second.
    expect(world.observer.global_rate).toBe(0);
    expect(world.timeline.map((action) => action.do)).toEqual(['hang', 'partition']);
  });

  it('waits longer where agents come back under new pids, for slots of the old ones', () => {
    const quietNsWith = (change: Partial<WorldScript>): number =>
      withLiveness(drawn({ forNs: 9000 * MS, ...change }), undefined).settle!.quietNs;
    const once = quietNsWith({});
    const anew = quietNsWith({ supervisor: { delayNs: 7 * MS } });
    // Ten thresholds and a drain, and twice the beats in which a newcomer looks at every slot.
    expect(anew - once).toBe(7 * MS + 10 * 100 * MS + 10 * MS + 2 * 25 * MS);
  });

  it('leaves a world as it was in which not even silence can be judged', () => {
    const lost = drawn({ clock: { startNs: 2n ** 64n - 5n } });
    expect(withLiveness(lost, undefined)).toBe(lost);
    const empty = drawn({ observer: { ...quietWorld().observer, capacity: 3 } });
    expect(withLiveness(empty, undefined)).toBe(empty);
  });
});
