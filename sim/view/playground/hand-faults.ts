import { encodeModelFrame } from '../../oracle/model/index.ts';
import type { Run } from '../../run/run.ts';
import type { WorldScript } from '../../world/script.ts';
import type { World } from '../../world/world.ts';

/** What a hand can do to a running world. */
export const HAND_FAULTS = {
  kill: 'Kill an agent',
  hang: 'Hang an agent',
  partition: 'Cut the network',
  heal: 'Heal the network',
  spoof: 'Spoof a pid',
  flood: 'Flood with new pids',
  pause: 'Pause the observer',
  'clock-back': 'Clock back 30 s',
  'clock-forward': 'Clock forward 1 h',
  freeze: 'Stop the clock',
  thaw: 'Let the clock run',
} as const;

/** See {@link HAND_FAULTS}. */
export type HandFault = keyof typeof HAND_FAULTS;

const PAUSE_NS = 5_000_000_000;
const BACK_NS = 30_000_000_000n;
const FORWARD_NS = 3_600_000_000_000n;
const FLOOD_PIDS = 64;
const SPOOF_AHEAD = 1000n;
/** The process that attacks, and its first victim: beyond what a scenario counts its pids from. */
const ATTACKER_PID = 4_000_000_000;

/** Whoever plays: puts faults into a world, and remembers whom they have met. */
export class Hand {
  readonly #script: WorldScript;
  readonly #struck = { kill: 0, hang: 0 };
  #floods = 0;

  constructor(script: WorldScript) {
    this.#script = script;
  }

  /** Puts a fault into the world now, and says in a sentence what was done. */
  intervene(world: World, run: Run, fault: HandFault): string {
    const atNs = world.simulatedNs;
    switch (fault) {
      case 'kill':
      case 'hang':
        return this.#strike(world, fault);
      case 'partition':
      case 'heal':
        for (const { name: link } of this.#script.links) world.act({ atNs, do: fault, link });
        return fault === 'partition' ? 'every link was cut' : 'every link was healed';
      case 'spoof':
        return spoof(world, run);
      case 'flood':
        return this.#flood(world);
      case 'pause':
        world.act({ atNs, do: 'pause', forNs: PAUSE_NS });
        return 'the observer is not scheduled for 5 s';
      case 'clock-back':
        world.act({ atNs, do: 'clock-backward', byNs: BACK_NS });
        return 'the clock went back by 30 s';
      case 'clock-forward':
        world.act({ atNs, do: 'clock-forward', byNs: FORWARD_NS });
        return 'the clock went forward by an hour';
      case 'freeze':
        world.act({ atNs, do: 'clock-freeze' });
        return 'the clock stopped';
      case 'thaw':
        world.act({ atNs, do: 'clock-thaw' });
        return 'the clock runs on';
    }
  }

  /** The next agent of the first fleet: those that were struck before are dead or hang already. */
  #strike(world: World, fault: 'kill' | 'hang'): string {
    const fleet = this.#script.fleet.find(({ count }) => count > 0);
    if (fleet === undefined) return 'there is no agent';
    const count = Math.min(fleet.count, ++this.#struck[fault]);
    world.act({ atNs: world.simulatedNs, do: fault === 'kill' ? 'crash' : 'hang', fleet: fleet.name, count });
    return `agent ${count} of fleet ${fleet.name} ${fault === 'kill' ? 'was killed' : 'hangs'}`;
  }

  #flood(world: World): string {
    const first = ATTACKER_PID + 1 + this.#floods++ * FLOOD_PIDS;
    for (let at = 0; at < FLOOD_PIDS; at++) {
      const pid = first + at;
      const frame = encodeModelFrame({ status: 'ok', pid, timestamp: 1n, nonce: 1n, payload: 0 });
      world.transport.send(0, world.simulatedNs, pid, null, frame, 0, 'hand');
    }
    return `${FLOOD_PIDS} new pids beat at once, from ${first} on`;
  }
}

/** A frame in the name of the first pid of the table, far ahead of its nonce. */
function spoof(world: World, run: Run): string {
  const view = run.subject.trackerView;
  if (view === null || view.length === 0) return 'nobody is tracked yet whom one could spoof';
  const pid = view.pid(0);
  const nonce = BigInt.asUintN(64, view.lastNonce(0) + SPOOF_AHEAD);
  const frame = encodeModelFrame({ status: 'ok', pid, timestamp: 1n, nonce, payload: 0 });
  world.transport.send(0, world.simulatedNs, ATTACKER_PID, null, frame, 0, 'hand');
  return `pid ${ATTACKER_PID} sent a beat in the name of pid ${pid}, with nonce ${nonce}`;
}
