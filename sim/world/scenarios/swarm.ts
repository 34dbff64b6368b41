import { NEVER, ratio, type Entropy, type Ratio } from '../../data/entropy/entropy.ts';
import { tabulate } from '../../data/tabulate.ts';
import {
  ATTACKS,
  UNEVENTFUL,
  type ActionScript,
  type AttackerScript,
  type FleetScript,
  type LifecycleScript,
  type LinkScript,
  type ListenerScript,
  type WorldScript,
} from '../script.ts';
import { agents, attacker, drawTable, kernelSocket, MS, soundLink, udpPort, worldPlan } from './world-builder.ts';
import type { Scenario } from './scenario.ts';
import { withHostFaults } from './swarm-host.ts';
import { withLiveness } from './swarm-liveness.ts';

export const swarm: Scenario = {
  name: 'swarm',
  claim:
    'Everything at once, or hardly anything: every knob is drawn from the seed and whole features are switched off at random, so that states come together that no script thought of. All safety rules hold, and where the world lets every live agent be accepted in time, liveness as well.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, {
      capacity: () => entropy.pick([1, 2, 3, 5, 8, 16, 31, 64, 100, 256]),
      window: () => entropy.pick([1, 2, 7, 64, 256, 4096]),
    });
    const thresholdNs = entropy.pick([10, 25, 100, 500]) * MS;
    const intervalNs = Math.max(1, Math.floor(thresholdNs / entropy.int(1, 8)));
    const features = new Features(entropy);
    const listeners = drawListeners(entropy);
    const links = listeners.map(({ name }) => drawLink(entropy, features, name, intervalNs));
    const fleet = drawFleet(entropy, features, links, table.capacity, intervalNs, thresholdNs);
    const count = fleet.reduce((sum, group) => sum + group.count, 0);
    const forNs = knobs.forNs ?? Math.ceil(Math.min(60 * thresholdNs, (8000 / Math.max(1, count)) * intervalNs));
    const drawn: WorldScript = {
      forNs,
      observer: {
        ...table,
        threshold: BigInt(thresholdNs),
        drain_interval: BigInt(Math.max(1, Math.floor(thresholdNs / entropy.int(2, 20)))),
        per_pid_rate: features.on('per-pid limit') ? entropy.int(1, 1000) : 0,
        global_rate: features.on('global limit') ? entropy.int(10, 3000) : 0,
        global_burst: entropy.int(1, 500),
        ...(features.on('pid limit') ? { pid_max: entropy.int(1000, 0x3fff_ffff) } : {}),
        ns: features.on('own namespace') ? 1n : null,
        allow_cross_namespace: entropy.chance(ratio(1, 2)),
      },
      polling: {
        tickNs: Math.max(1, Math.floor(thresholdNs / entropy.int(3, 40))),
        atArrival: !features.on('slow polling'),
        burst: entropy.int(1, 50),
      },
      clock: { startNs: entropy.pick([0n, 1n, 1n << 32n, 1n << 63n]) },
      listeners,
      links,
      fleet,
      attackers: drawAttackers(entropy, features, links, intervalNs),
      supervisor: features.on('supervisor') ? { delayNs: entropy.int(0, 3 * thresholdNs) } : null,
      timeline: features.on('timeline') ? drawTimeline(entropy, features, fleet, links, forNs, thresholdNs) : [],
      settle: null,
    };
    const isJudged = entropy.stream('liveness').chance(ratio(1, 2));
    const { world: hosted, faults } = withHostFaults(drawn, entropy.stream('host'));
    const world = isJudged ? withLiveness(hosted, knobs.forNs) : hosted;
    return worldPlan(world, {
      features: features.list,
      ...(faults === '' ? {} : { host: faults }),
      ...(world.settle === null ? {} : { liveness: 'judged' }),
    });
  },
};

/** Whole features, each on or off for the run. */
class Features {
  readonly #entropy: Entropy;
  readonly #on: string[] = [];

  constructor(entropy: Entropy) {
    this.#entropy = entropy.stream('features');
  }

  /** Draws whether a feature is on. Ask once. */
  on(name: string): boolean {
    const isOn = this.#entropy.chance(ratio(1, 2));
    if (isOn) this.#on.push(name);
    return isOn;
  }

  get list(): string {
    return this.#on.join(', ') || 'none';
  }
}

function upTo(entropy: Entropy, isOn: boolean, percent: number): Ratio {
  const drawn = ratio(entropy.int(1, percent), 100);
  return isOn ? drawn : NEVER;
}

function drawListeners(entropy: Entropy): ListenerScript[] {
  const all: ListenerScript[] = [
    kernelSocket('socket', entropy.int(1, 300)),
    udpPort('udp', entropy.int(1, 300)),
    { name: 'vouched', origin: 'operator-attested', attestsPid: false, seesNamespace: false, queueMax: entropy.int(1, 300) },
    { name: 'plain', origin: 'socket-mode-only', attestsPid: false, seesNamespace: true, queueMax: entropy.int(1, 300) },
  ];
  return all.slice(0, entropy.int(1, all.length));
}

function drawLink(entropy: Entropy, features: Features, listener: string, intervalNs: number): LinkScript {
  const own = entropy.stream(`draw link ${listener}`);
  return {
    ...soundLink(`to ${listener}`, listener, features.on(`delay ${listener}`) ? own.int(1, 3 * intervalNs) : 0),
    loss: upTo(own, features.on(`loss ${listener}`), 50),
    duplicate: upTo(own, features.on(`duplicates ${listener}`), 30),
    reorder: upTo(own, features.on(`reordering ${listener}`), 30),
    reorderNs: own.int(1, 4 * intervalNs),
    corrupt: upTo(own, features.on(`bit flips ${listener}`), 20),
    truncate: upTo(own, features.on(`truncation ${listener}`), 20),
    burst: upTo(own, features.on(`bursts ${listener}`), 3),
    burstNs: own.int(1, 20 * intervalNs),
  };
}

function drawLife(entropy: Entropy, features: Features, name: string, thresholdNs: number): LifecycleScript {
  const chances = (isOn: boolean): Ratio => (isOn ? ratio(1, entropy.int(10, 200)) : NEVER);
  return {
    ...UNEVENTFUL,
    degrade: chances(features.on(`degrading ${name}`)),
    hang: chances(features.on(`hanging ${name}`)),
    hangNs: { min: 0, max: entropy.int(1, 15 * thresholdNs) },
    crash: chances(features.on(`crashing ${name}`)),
    panic: ratio(entropy.int(0, 4), 4),
    restartNs: entropy.chance(ratio(3, 4)) ? { min: 0, max: entropy.int(1, 12 * thresholdNs) } : null,
    samePid: ratio(entropy.int(0, 4), 4),
    changeNamespace: chances(features.on(`moving ${name}`)),
  };
}

function drawFleet(
  entropy: Entropy,
  features: Features,
  links: readonly LinkScript[],
  capacity: number,
  intervalNs: number,
  thresholdNs: number,
): FleetScript[] {
  const groups = entropy.int(1, 3);
  return tabulate(groups, (number) => {
    const name = `group ${number + 1}`;
    const own = entropy.stream(`draw ${name}`);
    return agents({
      name,
      count: own.int(1, Math.max(2, Math.min(capacity, 64))),
      link: own.pick(links).name,
      intervalNs: Math.max(1, Math.floor((intervalNs * own.int(50, 300)) / 100)),
      jitterNs: own.int(0, intervalNs),
      driftPpm: { min: -100_000, max: 100_000 },
      startNs: own.int(0, 5 * intervalNs),
      // Groups may claim the same pids.
      firstPid: own.pick([null, 2, 100, 100]),
      ns: own.pick([null, 1n, 2n, 4026531836n]),
      firstNonce: own.pick([0n, 1n, 1n, 0xffff_ffff_ffff_ff00n, 0xffff_ffff_fff0_0000n]),
      lifecycle: drawLife(own, features, name, thresholdNs),
      livenessRequired: false,
    });
  });
}

function drawAttackers(entropy: Entropy, features: Features, links: readonly LinkScript[], intervalNs: number): AttackerScript[] {
  return ATTACKS.filter((attack) => features.on(attack)).map((attack) => {
    const own = entropy.stream(`draw ${attack}`);
    return attacker({
      name: attack,
      attack,
      link: own.pick(links).name,
      everyNs: Math.max(1, Math.floor((intervalNs * own.int(5, 200)) / 100)),
      burst: own.int(1, 4),
      ns: own.pick([null, 1n, 3n]),
      pidPool: own.pick([0, 1, 10, 100]),
    });
  });
}

function drawTimeline(
  entropy: Entropy,
  features: Features,
  fleet: readonly FleetScript[],
  links: readonly LinkScript[],
  forNs: number,
  thresholdNs: number,
): ActionScript[] {
  const own = entropy.stream('draw timeline');
  const hasClockTrouble = features.on('clock trouble');
  const actions: ActionScript[] = [];
  for (let number = own.int(1, 20); number > 0; number--) {
    const atNs = own.int(0, forNs);
    const target = { fleet: own.pick(fleet).name, count: own.pick([null, 1, 3]) };
    const link = own.pick(links).name;
    const byNs = own.u64(1n, 30n * BigInt(thresholdNs));
    const choices: ActionScript[] = [
      { atNs, do: own.pick(['hang', 'recover', 'crash', 'panic', 'restart', 'respawn', 'degrade'] as const), ...target },
      { atNs, do: 'set-nonce', ...target, nonce: own.u64(0n, 0xffff_ffff_ffff_fffen) },
      { atNs, do: 'change-namespace', ...target, ns: own.pick([null, 1n, 2n]) },
      { atNs, do: own.pick(['partition', 'heal'] as const), link },
      { atNs, do: 'read-metrics' },
    ];
    if (hasClockTrouble)
      choices.push(
        { atNs, do: own.pick(['clock-forward', 'clock-backward'] as const), byNs },
        { atNs, do: own.pick(['clock-freeze', 'clock-thaw'] as const) },
      );
    actions.push(own.pick(choices));
  }
  return actions.sort((a, b) => a.atNs - b.atNs);
}
