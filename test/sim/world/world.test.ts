import { describe, expect, it } from 'vitest';
import { decodeFrame, Observer, TERMINAL_NONCE, type Clock, type Listener, type ObserverOptions } from '../../../src/index.ts';
import { ratio } from '../../../sim/data/entropy/entropy.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';
import { agents, attacker, kernelSocket, MS, soundLink, udpPort } from '../../../sim/world/scenarios/world-builder.ts';
import { UNEVENTFUL, type ActionScript } from '../../../sim/world/script.ts';
import { quietWorld, tell, type Story } from './world-bench.ts';

function beatsOf(story: Story, pid: number): number[] {
  return story.events.filter(({ event }) => event.kind === 'beat' && event.pid === pid).map(({ ms }) => ms);
}

function stallsOf(story: Story, pid: number): number[] {
  return story.events.filter(({ event }) => event.kind === 'stall' && event.pid === pid).map(({ ms }) => ms);
}

/** The quiet world with one thing that happens in it. */
function happening(...timeline: ActionScript[]): Story {
  return tell(quietWorld({ timeline }));
}

const ONE = { fleet: 'fleet', count: 1 } as const;

describe('World', () => {
  it('makes the same operations of the same script and seed, and others of another seed', () => {
    const script = quietWorld({ links: [{ ...soundLink('wire', 'socket', 9 * MS), loss: ratio(1, 10) }] });
    const one = tell(script);
    expect(tell(script).run.digest).toBe(one.run.digest);
    expect(tell(script).ops).toEqual(one.ops);
    expect(tell(script, {}, '2').run.digest).not.toBe(one.run.digest);
  });

  it('lets each agent beat at its interval, within its jitter', () => {
    const story = tell(
      quietWorld({ fleet: [agents({ name: 'fleet', count: 3, link: 'wire', intervalNs: 20 * MS, jitterNs: 10 * MS, firstPid: 100 })] }),
    );
    for (const pid of [100, 101, 102]) {
      const beats = beatsOf(story, pid);
      const steps = beats.slice(1).map((ms, at) => ms - beats[at]);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(20);
      expect(Math.max(...steps)).toBeLessThanOrEqual(30.001);
      expect(Math.max(...steps) - Math.min(...steps)).toBeGreaterThan(5);
    }
    expect(story.finding).toBeNull();
  });

  it('stretches the interval of each agent by a drift of its own', () => {
    const story = tell(
      quietWorld({
        fleet: [
          agents({ name: 'fleet', count: 6, link: 'wire', intervalNs: 20 * MS, driftPpm: { min: -100_000, max: 100_000 }, firstPid: 100 }),
        ],
      }),
    );
    const intervals = [100, 101, 102, 103, 104, 105].map((pid) => {
      const beats = beatsOf(story, pid);
      return beats[1] - beats[0];
    });
    expect(new Set(intervals).size).toBe(6);
    for (const interval of intervals) expect(interval >= 18 && interval <= 22).toBe(true);
  });

  it('says at its end who is alive and who is silent, in order of pids', () => {
    const story = happening({ atNs: 300 * MS, do: 'crash', ...ONE });
    expect(story.settled).toMatchObject({ live: [101, 102, 103], silent: [100] });
    expect(story.settled?.now).toBe(2000n * BigInt(MS));
    expect(story.reached('settled')).toBe(1);
    expect(story.finding).toBeNull();
  });

  it('leaves out of its last word who need not be heard, and who changed during the calm', () => {
    const fleet = [
      agents({ name: 'fleet', count: 1, link: 'wire', intervalNs: 25 * MS, firstPid: 100 }),
      agents({ name: 'guests', count: 2, link: 'wire', intervalNs: 25 * MS, firstPid: 200, livenessRequired: false }),
      agents({ name: 'late', count: 1, link: 'wire', intervalNs: 25 * MS, firstPid: 300, startNs: 1500 * MS }),
    ];
    expect(tell(quietWorld({ fleet })).settled).toMatchObject({ live: [100], silent: [] });
  });

  it('says nothing at its end where it is not asked to settle', () => {
    const story = tell(quietWorld({ settle: null }));
    expect(story.settled).toBeUndefined();
    expect(story.world.simulatedNs).toBe(2000 * MS);
  });

  it('has an agent that hangs reported once, and heard again when it recovers', () => {
    const story = happening({ atNs: 300 * MS, do: 'hang', ...ONE }, { atNs: 600 * MS, do: 'recover', ...ONE });
    const [stall, ...more] = stallsOf(story, 100);
    expect(more).toEqual([]);
    expect(stall >= 375 && stall <= 415).toBe(true);
    expect(beatsOf(story, 100).filter((ms) => ms > 300 && ms < 600)).toEqual([]);
    expect(beatsOf(story, 100)).toContain(600);
    expect(story.settled?.live).toContain(100);
    expect([story.reached('agent-hung'), story.reached('agent-recovered')]).toEqual([1, 1]);
  });

  it('has an agent that panics send one critical frame with the terminal nonce, and no more', () => {
    const story = happening({ atNs: 300 * MS, do: 'panic', ...ONE });
    const last = story.events.findLast(({ event }) => event.kind === 'beat' && event.pid === 100);
    expect(last).toMatchObject({ ms: 300, event: { status: 'critical', nonce: TERMINAL_NONCE } });
    expect(story.reached('agent-panicked')).toBe(1);
  });

  it('starts an agent again under its old pid, from its first nonce: out of order until its stall came out, then a new life', () => {
    const story = happening({ atNs: 300 * MS, do: 'crash', ...ONE }, { atNs: 340 * MS, do: 'restart', ...ONE });
    expect(story.reached('agent-restarted-same-pid')).toBe(1);
    expect(story.reached('update-out-of-order')).toBeGreaterThan(0);
    expect(story.reached('update-restarted')).toBe(1);
    expect(story.settled?.live).not.toContain(100);
    expect(story.finding).toBeNull();
  });

  it('starts an agent again under a new pid, and holds it to be alive there and silent here', () => {
    const story = happening({ atNs: 300 * MS, do: 'crash', ...ONE }, { atNs: 340 * MS, do: 'respawn', ...ONE });
    expect(story.settled?.silent).toEqual([100]);
    expect(story.settled?.live).toHaveLength(4);
    expect(story.reached('agent-restarted-new-pid')).toBe(1);
  });

  it('has a degraded agent say so', () => {
    const story = happening({ atNs: 300 * MS, do: 'degrade', fleet: 'fleet', count: null });
    const statuses = story.events.flatMap(({ ms, event }) =>
      event.kind === 'beat' ? [`${event.status} ${ms < 300 ? 'before' : 'after'}`] : [],
    );
    expect(new Set(statuses)).toEqual(new Set(['ok before', 'degraded after']));
  });

  it('moves agents to another namespace, and holds them to be locked out unless theirs was unknown', () => {
    const move = { atNs: 300 * MS, do: 'change-namespace', fleet: 'fleet', count: null, ns: 7n } as const;
    const learned = tell(quietWorld({ timeline: [move] }));
    expect([learned.settled?.live.length, learned.reached('namespace-learned')]).toEqual([4, 4]);
    const moved = tell(
      quietWorld({ timeline: [move], fleet: [agents({ name: 'fleet', count: 4, link: 'wire', intervalNs: 25 * MS, ns: 6n })] }),
    );
    expect([moved.settled?.live.length, moved.finding]).toEqual([0, null]);
    expect(moved.reached('update-namespace-conflict')).toBeGreaterThan(4);
  });

  it('sets nonces as the timeline says', () => {
    const story = happening({ atNs: 300 * MS, do: 'set-nonce', ...ONE, nonce: 1n << 40n });
    expect(story.events.some(({ event }) => event.kind === 'beat' && event.pid === 100 && event.nonce === 1n << 40n)).toBe(true);
  });

  it('tampers with the observer’s clock as the timeline says, until the calm', () => {
    const timeline: ActionScript[] = [
      { atNs: 200 * MS, do: 'clock-forward', byNs: 9_000_000_000n },
      { atNs: 300 * MS, do: 'clock-backward', byNs: 9_000_000_000n },
      { atNs: 400 * MS, do: 'clock-freeze' },
      { atNs: 500 * MS, do: 'clock-thaw' },
      { atNs: 1500 * MS, do: 'clock-forward', byNs: 9_000_000_000n },
    ];
    // By a clock that leaps everybody is late: no alarm is false.
    const story = tell(quietWorld({ timeline, settle: { quietNs: 1000 * MS, networkIsSound: false } }));
    expect(story.reached('clock-jumped')).toBe(2);
    expect(story.reached('clock-frozen')).toBeGreaterThan(0);
    expect(story.reached('clock-regressed')).toBeGreaterThan(0);
    // At the calm the clock goes on from its largest reading, shortly before 300 ms.
    expect(Number(story.settled?.now) / MS).toBeGreaterThan(10_294);
    expect(Number(story.settled?.now) / MS).toBeLessThanOrEqual(10_300);
    expect(story.finding).toBeNull();
  });

  it('draws the accidents of a life, and none during the calm', () => {
    const lifecycle = {
      ...UNEVENTFUL,
      degrade: ratio(1, 5),
      hang: ratio(1, 10),
      hangNs: { min: 0, max: 300 * MS },
      crash: ratio(1, 10),
      panic: ratio(1, 2),
      restartNs: { min: 0, max: 200 * MS },
      samePid: ratio(1, 2),
      changeNamespace: ratio(1, 20),
    };
    const story = tell(
      quietWorld({
        forNs: 6000 * MS,
        fleet: [agents({ name: 'fleet', count: 6, link: 'wire', intervalNs: 25 * MS, lifecycle, livenessRequired: false })],
      }),
    );
    for (const goal of [
      'agent-degraded',
      'agent-hung',
      'agent-recovered',
      'agent-crashed',
      'agent-panicked',
      'agent-restarted-same-pid',
      'agent-restarted-new-pid',
      'agent-changed-namespace',
    ] as const) {
      expect(story.reached(goal)).toBeGreaterThan(0);
    }
    const panics = story.events.filter(({ ms, event }) => ms > 5000 && event.kind === 'beat' && event.nonce === TERMINAL_NONCE);
    expect(panics).toEqual([]);
    expect(story.finding).toBeNull();
  });

  it('has attackers at work between their start and their stop', () => {
    const story = tell(
      quietWorld({
        attackers: [
          attacker({
            name: 'flood',
            attack: 'pid-rotation',
            link: 'wire',
            startNs: 100 * MS,
            stopNs: 200 * MS,
            everyNs: 10 * MS,
            burst: 3,
            ns: 4n,
          }),
        ],
      }),
    );
    const forged = story.ops.flatMap((op) => (op.op === 'datagram' && op.ns === 4n ? [op] : []));
    expect(forged).toHaveLength(30);
    expect(forged.every(({ now }) => now >= 100n * BigInt(MS) && now < 200n * BigInt(MS))).toBe(true);
    expect(forged.every(({ bytes }) => typeof decodeFrame(bytes) !== 'string')).toBe(true);
  });

  it('stops attackers when it calms down', () => {
    const story = tell(quietWorld({ attackers: [attacker({ name: 'flood', attack: 'malformed', link: 'wire', everyNs: 10 * MS })] }));
    expect(story.reached('attack-malformed')).toBe(100);
  });

  it('polls at each arrival, or at ticks alone', () => {
    const eager = tell(quietWorld());
    const arrivals = new Set(eager.ops.flatMap((op) => (op.op === 'datagram' ? [op.now] : [])));
    const polls = new Set(eager.ops.flatMap((op) => (op.op === 'poll' ? [op.now] : [])));
    for (const now of arrivals) expect(polls.has(now)).toBe(true);
    const lazy = tell(quietWorld({ polling: { tickNs: 5 * MS, atArrival: false, burst: 64 } }));
    for (const op of lazy.ops) if (op.op === 'poll') expect(op.now % (5n * BigInt(MS))).toBe(0n);
    expect(lazy.finding).toBeNull();
  });

  it('polls at one tick no more often than the burst allows, although work is left', () => {
    const story = tell(quietWorld({ polling: { tickNs: 30 * MS, atArrival: false, burst: 2 }, settle: null }));
    const polls = new Map<bigint, number>();
    for (const op of story.ops) if (op.op === 'poll') polls.set(op.now, (polls.get(op.now) ?? 0) + 1);
    expect(Math.max(...polls.values())).toBe(2);
    expect(story.world.transport.waiting).toBeGreaterThan(10);
    expect(story.finding).toBeNull();
  });

  it('keeps polling slowly without a false alarm while many stalls are pending', () => {
    const story = tell(
      quietWorld({
        observer: { capacity: 16, policy: 'strict', window: 16, threshold: 1000n * BigInt(MS) },
        polling: { tickNs: 40 * MS, atArrival: false, burst: 1 },
        fleet: [agents({ name: 'fleet', count: 4, link: 'wire', intervalNs: 5000 * MS, startWithinNs: 0 })],
        timeline: [{ atNs: 300 * MS, do: 'clock-forward', byNs: 2_000_000_000n }],
        settle: null,
      }),
    );
    expect(story.reached('stalls-pending')).toBeGreaterThan(1);
    expect(story.finding).toBeNull();
  });

  it('cuts and mends links as the timeline says', () => {
    const story = tell(
      quietWorld({
        timeline: [
          { atNs: 300 * MS, do: 'partition', link: 'wire' },
          { atNs: 600 * MS, do: 'heal', link: 'wire' },
        ],
        settle: { quietNs: 1000 * MS, networkIsSound: false },
      }),
    );
    expect(beatsOf(story, 100).filter((ms) => ms >= 300 && ms < 600)).toEqual([]);
    expect(stallsOf(story, 100)).toHaveLength(1);
    expect([story.reached('link-healed'), story.settled?.live.length, story.finding]).toEqual([1, 4, null]);
  });

  it('reads the metrics when the timeline says so, also during the calm', () => {
    const story = happening({ atNs: 300 * MS, do: 'read-metrics' }, { atNs: 1800 * MS, do: 'read-metrics' });
    expect(story.ops.filter(({ op }) => op === 'metrics')).toHaveLength(2);
  });

  it('tells the listeners apart', () => {
    const story = tell(
      quietWorld({
        listeners: [kernelSocket(), udpPort()],
        links: [soundLink('wire', 'socket'), soundLink('net', 'udp')],
        fleet: [
          agents({ name: 'fleet', count: 1, link: 'wire', intervalNs: 25 * MS, firstPid: 100, ns: 7n }),
          agents({ name: 'far', count: 1, link: 'net', intervalNs: 25 * MS, firstPid: 200, ns: 7n }),
        ],
      }),
    );
    const envelopes = story.ops.flatMap((op) => (op.op === 'datagram' ? [`${op.listener} ${op.origin} ${op.peer} ${op.ns}`] : []));
    expect(new Set(envelopes)).toEqual(new Set(['0 kernel-attested 100 7', '1 network-unverified null null']));
  });
});

describe('the supervisor of a World', () => {
  it('starts an agent that was reported under a new pid, after its delay', () => {
    const story = tell(quietWorld({ supervisor: { delayNs: 70 * MS }, timeline: [{ atNs: 300 * MS, do: 'hang', ...ONE }] }));
    const [stall] = stallsOf(story, 100);
    expect([story.reached('supervisor-restarted'), story.reached('agent-restarted-new-pid')]).toEqual([1, 1]);
    expect(story.settled?.silent).toEqual([100]);
    const newPid = story.settled?.live.find((pid) => pid > 103 || pid < 100) ?? -1;
    expect(beatsOf(story, newPid)[0]).toBe(stall + 70);
    expect(story.finding).toBeNull();
  });

  it('leaves alone whom nobody reported', () => {
    expect(tell(quietWorld({ supervisor: { delayNs: 0 } })).reached('supervisor-restarted')).toBe(0);
  });

  it('is never told of an agent that beats: an observer that reports stalls early ends in a liveness finding', () => {
    const production = {
      ...PRODUCTION,
      Observer: class extends Observer {
        constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
          super({ ...options, thresholdNs: options.thresholdNs / 5n, drainIntervalNs: 1_000_000n }, clock, listeners);
        }
      },
    };
    const world = quietWorld({ supervisor: { delayNs: 500 * MS }, timeline: [], polling: { tickNs: MS, atArrival: true, burst: 1 } });
    const story = tell(world, { production, without: new Set(['model', 'stall-never-early', 'drain-on-schedule']) });
    expect(story.finding).toMatchObject({ judge: 'liveness', rule: 'live-agent-not-stalled', op: 'settled' });
    expect(story.world.simulatedNs).toBeLessThan(1000 * MS);
    // With every rule asked the stall is found where its flag is set.
    expect(tell(world, { production }).finding).toMatchObject({ op: 'poll' });
  });
});
