import type { ActionScript } from '../script.ts';
import {
  agents,
  attacker,
  drawTable,
  kernelSocket,
  MS,
  NO_LIMITS,
  planWorld,
  SECOND,
  soundLink,
  udpPort,
  WIRE_AND_NET,
} from './world-builder.ts';
import type { Scenario } from './scenario.ts';

/** A kernel socket that also tells when the sender's process was started. */
const KNOWS_PROCESSES = { ...kernelSocket(), seesGeneration: true };

export const pausedObserver: Scenario = {
  name: 'paused-observer',
  claim:
    'The observer is not scheduled for up to many thresholds, while beats arrive and overflow its queue: what waits is read before silence is judged, no agent that beats all along is reported, and those that died are.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(32, 256), window: () => 64 });
    const thresholdNs = entropy.int(100, 400) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const count = Math.min(table.capacity, entropy.int(20, 200));
    const dying = Math.floor(count / 8);
    const forNs = knobs.forNs ?? 40 * thresholdNs;
    const pauses = entropy.int(2, 5);
    const timeline: ActionScript[] = Array.from({ length: pauses }, () => ({
      atNs: entropy.int(2 * thresholdNs, Math.floor(forNs * 0.6)),
      do: 'pause' as const,
      forNs: entropy.int(Math.floor(thresholdNs / 2), 8 * thresholdNs),
    }));
    // The kernel's queue: in half the runs it is too small for a pause, and what does not fit is lost, counted by nobody.
    const queueMax = entropy.chance({ numerator: 1, denominator: 2 }) ? Math.max(8, 2 * count) : 100_000;
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        listeners: [kernelSocket('socket', queueMax)],
        fleet: [
          agents({ name: 'steady', count: count - dying, intervalNs }),
          agents({ name: 'dying', count: dying, intervalNs, livenessRequired: false }),
        ],
        timeline: [...timeline, { atNs: Math.floor(forNs / 3), do: 'crash', fleet: 'dying', count: null }],
        settle: { quietNs: 8 * thresholdNs, networkIsSound: true },
      },
      { pauses, queue: queueMax },
    );
  },
};

export const massDeath: Scenario = {
  name: 'mass-death',
  claim:
    'Most of a large fleet dies at one moment while the observer surfaces one event a tick: stalls and beats take turns, so that nobody of the living is reported, every death comes out in time, and who comes back while its stall waits is not reported.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.pick([256, 1024]), window: () => 256 });
    const thresholdNs = entropy.int(300, 800) * MS;
    const intervalNs = Math.floor(thresholdNs / 5);
    const living = Math.min(5, table.capacity);
    const dying = Math.min(table.capacity - living, entropy.int(100, 240));
    const tickNs = Math.floor(thresholdNs / 400);
    // Each death takes a poll of its own, and so does each beat of the living; a full table would take as many polls as it has slots.
    const quietNs = 5 * thresholdNs + Math.max(4 * dying, table.capacity) * tickNs;
    const forNs = knobs.forNs ?? 2 * quietNs + 4 * thresholdNs;
    // Those that die have just beaten: their stalls come up within a fifth of a threshold, and are told over the next half.
    const deathNs = Math.max(1, Math.floor((forNs - quietNs) / thresholdNs) - 2) * thresholdNs + Math.floor((3 * thresholdNs) / 10);
    const returning = Math.min(table.capacity - living - dying, 40);
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        polling: { tickNs, atArrival: false, burst: 2 },
        ...WIRE_AND_NET,
        fleet: [
          agents({ name: 'living', count: living, intervalNs }),
          agents({ name: 'dying', count: dying, link: 'net', intervalNs: thresholdNs, startWithinNs: intervalNs, livenessRequired: false }),
          agents({ name: 'returning', count: returning, intervalNs: thresholdNs, startWithinNs: intervalNs, livenessRequired: false }),
        ],
        timeline: [
          { atNs: deathNs, do: 'crash', fleet: 'dying', count: null },
          { atNs: deathNs, do: 'hang', fleet: 'returning', count: null },
          { atNs: deathNs + thresholdNs, do: 'recover', fleet: 'returning', count: null },
          { atNs: deathNs + thresholdNs + tickNs, do: 'beat', fleet: 'returning', count: null },
        ],
        settle: { quietNs, networkIsSound: true },
      },
      { dying, returning },
    );
  },
};

export const badClockReading: Scenario = {
  name: 'bad-clock-reading',
  claim:
    'Single clock readings lie years ahead or behind, and sound ones follow: time goes on from the last sound pace, beats are taken as before, and later deaths come out in time.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(16, 128), window: () => 32 });
    const thresholdNs = entropy.int(100, 400) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const count = Math.min(table.capacity, Math.max(1, Math.floor(table.capacity / 2)));
    const forNs = knobs.forNs ?? 30 * thresholdNs;
    const readings = entropy.int(1, 4);
    const year = 365n * 24n * 3600n * BigInt(SECOND);
    const timeline: ActionScript[] = Array.from({ length: readings }, () => ({
      atNs: entropy.int(2 * thresholdNs, Math.floor(forNs * 0.6)),
      do: entropy.pick(['misread-forward', 'misread-backward'] as const),
      byNs: entropy.pick([3n * year, BigInt(thresholdNs), 20n * BigInt(thresholdNs)]),
    }));
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        clock: { startNs: 2n * year },
        observer: { global_rate: 0 },
        fleet: [
          agents({ name: 'steady', count, intervalNs }),
          agents({ name: 'dying', count: Math.floor(count / 4), intervalNs, livenessRequired: false }),
        ],
        timeline: [...timeline, { atNs: Math.floor(forNs * 0.65), do: 'crash', fleet: 'dying', count: null }],
        settle: { quietNs: 8 * thresholdNs, networkIsSound: false },
      },
      { readings },
    );
  },
};

export const suspendResume: Scenario = {
  name: 'suspend-resume',
  claim:
    'The host sleeps for minutes to hours, once on a clock that stands still meanwhile and once on one that goes on: who beats again after it is not reported, who died before is.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(16, 256), window: () => 64 });
    const thresholdNs = entropy.int(100, 400) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const count = Math.min(table.capacity, Math.max(1, Math.floor(table.capacity / 2)));
    const sleepNs = entropy.pick([60, 600, 7200]) * SECOND;
    const forNs = knobs.forNs ?? sleepNs + 30 * thresholdNs;
    const clock = entropy.pick(['stands', 'runs'] as const);
    // Half of the sleep on each kind of clock.
    const halfNs = Math.floor((knobs.forNs === undefined ? sleepNs : forNs / 2) / 2);
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        fleet: [
          agents({ name: 'steady', count, intervalNs }),
          agents({ name: 'dying', count: Math.floor(count / 4), intervalNs, livenessRequired: false }),
        ],
        timeline: [
          { atNs: 5 * thresholdNs, do: 'crash', fleet: 'dying', count: null },
          { atNs: 5 * thresholdNs + entropy.int(0, thresholdNs), do: 'suspend', forNs: halfNs, clock },
          { atNs: halfNs + 14 * thresholdNs, do: 'suspend', forNs: halfNs, clock: clock === 'runs' ? 'stands' : 'runs' },
        ],
        settle: { quietNs: 8 * thresholdNs, networkIsSound: true },
      },
      { sleep: sleepNs, first: clock },
    );
  },
};

export const lastWords: Scenario = {
  name: 'last-words',
  claim:
    'Agents send a terminal frame right behind a beat, their namespace already unreadable: the first one passes the limit per pid and the namespace check, and a repeated one does not.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(32, 256), window: () => 64 });
    const thresholdNs = entropy.int(200, 500) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const count = Math.min(table.capacity, Math.max(2, Math.floor(table.capacity / 2)));
    const forNs = knobs.forNs ?? 20 * thresholdNs;
    const ns = 4_026_531_836n;
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        // One poll in a tenth of the threshold: beat and last word lie in one batch.
        polling: { tickNs: Math.floor(thresholdNs / 10), atArrival: false, burst: 4 * count },
        observer: { ns, global_rate: 0 },
        links: [soundLink('wire', 'socket')],
        fleet: [agents({ name: 'fleet', count, intervalNs, ns })],
        attackers: [null, ns].map((of) =>
          attacker({
            name: of === null ? 'echo' : 'neighbour',
            attack: 'replay',
            link: 'wire',
            startNs: thresholdNs,
            everyNs: Math.floor(intervalNs / 16),
            ns: of,
          }),
        ),
        timeline: Array.from({ length: 5 }, (_, step) => ({
          atNs: (3 + 2 * step) * thresholdNs + entropy.int(0, intervalNs),
          do: 'last-words' as const,
          fleet: 'fleet',
          count: Math.ceil(((step + 1) * count) / 8),
        })),
        settle: { quietNs: 5 * thresholdNs, networkIsSound: false },
      },
      { ns: String(ns) },
    );
  },
};

export const herd: Scenario = {
  name: 'herd',
  claim: 'All agents beat at one moment, again and again, and the observer polls seldom: nobody who beats is reported.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.pick([128, 512, 1024]), window: () => 256 });
    const thresholdNs = entropy.int(400, 1000) * MS;
    const intervalNs = Math.floor(thresholdNs / 2);
    const count = table.capacity;
    const forNs = knobs.forNs ?? 14 * thresholdNs;
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        polling: { tickNs: Math.floor(thresholdNs / 16), atArrival: false, burst: 2 * Math.max(1, count) },
        listeners: [kernelSocket('socket', Math.max(1, 3 * count))],
        observer: { global_rate: 0 },
        fleet: [agents({ name: 'herd', count, intervalNs, startWithinNs: 0 })],
        timeline: [
          ...Array.from({ length: 6 }, (_, step) => ({
            atNs: (2 + step) * thresholdNs + entropy.int(0, intervalNs),
            do: 'beat' as const,
            fleet: 'herd',
            count: null,
          })),
          { atNs: 3 * thresholdNs, do: 'slow-polls', forNs: 2 * thresholdNs, everyNs: Math.floor(thresholdNs / 8) },
        ],
        settle: { quietNs: 4 * thresholdNs, networkIsSound: true },
      },
      { herd: count },
    );
  },
};

export const samePidRestart: Scenario = {
  name: 'same-pid-restart',
  claim:
    'Agents are started again under their old pid, with nonces from 1 and before anybody missed them, and so is the observer: a later process of a pid is taken for a new life where the kernel tells it from the earlier one.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(16, 128), window: () => 32 });
    const thresholdNs = entropy.int(100, 400) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const count = Math.min(table.capacity, Math.max(1, Math.floor(table.capacity / 2)));
    const forNs = knobs.forNs ?? 30 * thresholdNs;
    const timeline: ActionScript[] = Array.from({ length: entropy.int(4, 10) }, () => ({
      atNs: entropy.int(3 * thresholdNs, Math.floor(forNs * 0.65)),
      do: 'restart' as const,
      fleet: 'fleet',
      count: entropy.int(Math.min(1, count), count),
    }));
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        listeners: [KNOWS_PROCESSES, udpPort()],
        // A beat of the earlier process may arrive behind one of the later.
        links: [soundLink('wire', 'socket', intervalNs + Math.floor(intervalNs / 4)), soundLink('net', 'udp')],
        fleet: [
          agents({ name: 'fleet', count, intervalNs }),
          // Nobody vouches for these: once reported they are refused, for their nonces go on below the old one.
          agents({ name: 'remote', count: Math.min(4, table.capacity - count), link: 'net', intervalNs, livenessRequired: false }),
        ],
        timeline: [
          ...timeline,
          { atNs: Math.floor(forNs * 0.1), do: 'crash', fleet: 'remote', count: null },
          { atNs: Math.floor(forNs * 0.1) + 2 * thresholdNs, do: 'restart', fleet: 'remote', count: null },
          { atNs: Math.floor(forNs * 0.4), do: 'restart-observer' },
          { atNs: Math.floor(forNs * 0.5), do: 'crash', fleet: 'fleet', count: Math.ceil(count / 4) },
          { atNs: Math.floor(forNs * 0.5) + 2 * thresholdNs, do: 'restart', fleet: 'fleet', count: Math.ceil(count / 8) },
        ],
        settle: { quietNs: 8 * thresholdNs, networkIsSound: true },
      },
      {},
    );
  },
};

export const chosenPids: Scenario = {
  name: 'chosen-pids',
  claim:
    'An attacker who knows the hash fills the path of one home with pids that share it: behind a key that it does not know the agents that live there get their slots all the same.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.pick([256, 1024]), window: () => 64 });
    const thresholdNs = entropy.int(200, 400) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const forNs = knobs.forNs ?? 16 * thresholdNs;
    const count = Math.floor(table.capacity / 8);
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        observer: { ...NO_LIMITS, index_key: entropy.u64(1n, 0xffff_ffff_ffff_ffffn) },
        ...WIRE_AND_NET,
        attackers: [
          attacker({
            name: 'chooser',
            attack: 'index-collision',
            link: 'net',
            startNs: 0,
            everyNs: Math.floor(intervalNs / 8),
            pidPool: 96,
          }),
        ],
        // They come when the attacker has had time to fill the path.
        fleet: [
          agents({
            name: 'late',
            count,
            intervalNs,
            startNs: 4 * thresholdNs,
            // The attacker's own pids must leave room.
            livenessRequired: table.capacity >= 256,
          }),
        ],
        settle: { quietNs: 5 * thresholdNs, networkIsSound: true },
      },
      { key: 'drawn' },
    );
  },
};
