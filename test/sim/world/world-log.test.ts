import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import { ratio } from '../../../sim/data/entropy/entropy.ts';
import { GOAL_NUMBER, GoalCounts, type Goal } from '../../../sim/oracle/goals.ts';
import { EventQueue } from '../../../sim/world/event-queue.ts';
import { simulate } from '../../../sim/world/seeded-run.ts';
import { lossyNetwork } from '../../../sim/world/scenarios/lossy-network.ts';
import { swarm } from '../../../sim/world/scenarios/swarm.ts';
import { attacker, kernelSocket, MS, soundLink, udpPort } from '../../../sim/world/scenarios/world-builder.ts';
import type { ActionScript, LinkScript } from '../../../sim/world/script.ts';
import type { PooledDatagram } from '../../../sim/world/pooled-datagram.ts';
import { Transport } from '../../../sim/world/transport.ts';
import { LoggedDatagram, WorldLog, type Fate, type LinkFault } from '../../../sim/world/world-log.ts';
import { quietWorld, tell } from './world-bench.ts';

const FRAME = new Uint8Array(32);
const ARRIVAL = 7;

const percent = fc.integer({ min: 0, max: 100 }).map((numerator) => ratio(numerator, 100));

const LINK: fc.Arbitrary<Partial<LinkScript>> = fc.record({
  delayNs: fc.nat(40).map((max) => ({ min: 0, max })),
  loss: percent,
  duplicate: percent,
  reorder: percent,
  reorderNs: fc.nat(60),
  corrupt: percent,
  truncate: percent,
  burst: percent,
  burstNs: fc.nat(90),
});

/** What is done to a link at each moment: send, cut, mend, read what has arrived, or end all faults. */
const ACTS = fc.array(fc.constantFrom('send', 'send', 'send', 'send', 'cut', 'mend', 'read', 'calm'), { maxLength: 80, size: 'max' });

interface Network {
  readonly wire: Transport;
  readonly log: WorldLog;
  readonly goals: GoalCounts;
}

function carry(
  link: Partial<LinkScript>,
  queueMax: number,
  acts: readonly string[],
  seed: string,
  check: (network: Network) => void,
): void {
  const queue = new EventQueue();
  const log = new WorldLog();
  const goals = new GoalCounts();
  const links = [{ ...soundLink('net', 'udp'), ...link }];
  const wire = new Transport([udpPort('udp', queueMax)], links, new SeededEntropy(seed), queue, goals, ARRIVAL, false, log);
  acts.forEach((act, nowNs) => {
    for (; queue.nextNs <= nowNs; wire.arrive(queue.id)) queue.pop();
    if (act === 'send') wire.send(0, nowNs, nowNs, null, FRAME);
    else if (act === 'cut') wire.setPartitioned(0, true, nowNs);
    else if (act === 'mend') wire.setPartitioned(0, false, nowNs);
    else if (act === 'calm') wire.beginQuietPhase(nowNs);
    else
      for (let datagram: PooledDatagram | null = wire.nextReady(); datagram !== null; datagram = wire.nextReady()) {
        wire.logRead(datagram, nowNs, 'refreshed');
        wire.consumed(datagram);
      }
    check({ wire, log, goals });
  });
}

function countsOf({ datagrams }: WorldLog): Record<Fate, number> {
  const counts: Record<Fate, number> = { 'in-flight': 0, lost: 0, 'link-cut': 0, 'queue-full': 0, waiting: 0, read: 0 };
  for (const { fate } of datagrams) counts[fate]++;
  return counts;
}

describe('WorldLog', () => {
  it('gives each datagram that was sent or copied exactly one fate: those that the transport counts', () => {
    fc.assert(
      fc.property(LINK, fc.integer({ min: 1, max: 6 }), ACTS, fc.string(), (link, queueMax, acts, seed) => {
        carry(link, queueMax, acts, seed, ({ wire, log, goals }) => {
          const counts = countsOf(log);
          const struck = (fault: LinkFault): number => log.datagrams.filter(({ faults }) => faults.includes(fault)).length;
          const reached = (goal: Goal): number => goals.counts[GOAL_NUMBER[goal]];
          const logged = [
            log.datagrams.length,
            log.datagrams.filter(({ isCopy }) => isCopy).length,
            counts.lost + counts['link-cut'] + counts['queue-full'],
            counts.waiting + counts.read,
            counts.waiting,
            counts['in-flight'],
            counts.lost,
            counts['link-cut'],
            counts['queue-full'],
            struck('corrupted'),
            struck('truncated'),
          ];
          const counted = [
            wire.sent + wire.duplicated,
            wire.duplicated,
            wire.lost,
            wire.delivered,
            wire.waiting,
            wire.inFlight,
            ...(['link-lost', 'link-partitioned', 'queue-overflowed', 'link-corrupted', 'link-truncated'] as const).map(reached),
          ];
          expect(logged.join()).toBe(counted.join());
        });
      }),
      { numRuns: 40 },
    );
  });

  it('tells which datagrams were held up, and until when', () => {
    const held: LoggedDatagram[] = [];
    carry({ reorder: ratio(1, 1), reorderNs: 30 }, 9, ['send'], '1', ({ log }) => held.push(...log.datagrams));
    carry({ burst: ratio(1, 1), burstNs: 50 }, 9, ['send'], '1', ({ log }) => held.push(...log.datagrams));
    expect(held).toMatchObject([
      { faults: ['reordered'], arrivalNs: 30 },
      { faults: ['held-back'], arrivalNs: 50 },
    ]);
  });

  it('keeps the last datagrams and the last events, and says that there were more', () => {
    const log = new WorldLog(3);
    const send = (ns: number): LoggedDatagram => log.send(new LoggedDatagram(ns, 2, null, 'net', 'udp', false));
    for (let ns = 0; ns < 3; ns++) send(ns);
    expect([log.isPartial, log.datagrams.map(({ sentNs }) => sentNs)]).toEqual([false, [0, 1, 2]]);
    for (let ns = 3; ns < 8; ns++) send(ns);
    expect([log.isPartial, log.datagrams.map(({ sentNs }) => sentNs)]).toEqual([true, [5, 6, 7]]);
    for (let atNs = 0; atNs < 4; atNs++) log.note({ atNs, kind: 'quiet-phase' });
    expect(log.events.map(({ atNs }) => atNs)).toEqual([1, 2, 3]);
  });

  it('tells what happened to agents, links and the clock', () => {
    const log = new WorldLog();
    const fleet = 'fleet';
    const timeline: ActionScript[] = [
      { atNs: 100 * MS, do: 'hang', fleet, count: 1 },
      { atNs: 150 * MS, do: 'recover', fleet, count: 1 },
      { atNs: 200 * MS, do: 'crash', fleet, count: 1 },
      { atNs: 250 * MS, do: 'restart', fleet, count: 1 },
      { atNs: 300 * MS, do: 'panic', fleet, count: 1 },
      { atNs: 350 * MS, do: 'degrade', fleet, count: null },
      { atNs: 400 * MS, do: 'change-namespace', fleet, count: 1, ns: 9n },
      { atNs: 450 * MS, do: 'partition', link: 'wire' },
      { atNs: 500 * MS, do: 'heal', link: 'wire' },
      { atNs: 550 * MS, do: 'clock-forward', byNs: 5n },
    ];
    tell(quietWorld({ timeline, settle: { quietNs: 1000 * MS, networkIsSound: false } }), {}, '1', log);
    const changes = log.events.flatMap((event) => (event.kind === 'agent' && event.pid === 100 ? [event.change] : []));
    expect(changes).toEqual(['started', 'hung', 'recovered', 'crashed', 'restarted', 'panicked', 'degraded', 'changed-namespace']);
    expect(log.events.filter(({ kind }) => kind === 'link')).toEqual([
      { atNs: 450 * MS, kind: 'link', link: 'wire', isCut: true },
      { atNs: 500 * MS, kind: 'link', link: 'wire', isCut: false },
    ]);
    expect(log.events.flatMap((event) => (event.kind === 'timeline' ? [event.action] : []))).toEqual(timeline);
    expect(log.events.filter(({ kind }) => kind === 'quiet-phase')).toEqual([{ atNs: 1000 * MS, kind: 'quiet-phase' }]);
  });

  it('tells the pid that another one took the place of', () => {
    const log = new WorldLog();
    const timeline: ActionScript[] = [{ atNs: 100 * MS, do: 'respawn', fleet: 'fleet', count: 1 }];
    tell(quietWorld({ timeline }), {}, '1', log);
    const changes = log.events.flatMap((event) => (event.kind === 'agent' && event.atNs === 100 * MS ? [event] : []));
    expect(changes).toMatchObject([{ pid: 100, change: 'replaced' }, { change: 'started' }]);
    expect(changes[1].pid).not.toBe(100);
  });

  it('names the attacker of a datagram, its link, and what the observer made of it', () => {
    const log = new WorldLog();
    const attackers = [attacker({ name: 'spoofer', attack: 'origin-spoof', link: 'net', startNs: 500 * MS, everyNs: 100 * MS })];
    const listeners = [kernelSocket(), udpPort()];
    tell(quietWorld({ attackers, listeners, links: [soundLink('wire', 'socket'), soundLink('net', 'udp')] }), {}, '1', log);
    const [forged, own] = [log.datagrams.filter((each) => each.attacker !== null), log.datagrams.filter((each) => each.attacker === null)];
    expect(new Set(forged.map(({ attacker: who, link, listener, fate, outcome }) => [who, link, listener, fate, outcome].join()))).toEqual(
      new Set(['spoofer,net,udp,read,origin-conflict']),
    );
    expect(new Set(own.map(({ link, listener, fate }) => [link, listener, fate].join()))).toEqual(new Set(['wire,socket,read']));
    expect(new Set(own.map(({ outcome }) => outcome))).toEqual(new Set(['inserted', 'refreshed']));
    expect(own.every(({ sentNs, fateNs }) => sentNs === fateNs)).toBe(true);
  });

  it.each([lossyNetwork, swarm])('changes nothing in a run of $name', (scenario) => {
    const log = new WorldLog();
    expect(simulate(scenario, '5', { log })).toEqual(simulate(scenario, '5'));
    expect(log.datagrams.length).toBeGreaterThan(100);
  });
});
