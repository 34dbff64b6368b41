import { actorOf } from '../../data/ops/frame-pid.ts';
import type { ShrinkStep } from './interestingness.ts';

/** How often a run lets its pids beat, and how soon it lets them be read. */
interface Service {
  /** Datagrams of each pid. */
  readonly beats: ReadonlyMap<number, number>;
  /** Pids that the claim at the end calls live. */
  readonly live: ReadonlySet<number>;
  /** Time of the first poll, or of the claim where there is none; nanoseconds. */
  readonly firstPollNs: bigint;
  /** Longest time between two polls, nanoseconds. */
  readonly gapNs: bigint;
  /** Longest time for which a datagram waits, nanoseconds. */
  readonly waitNs: bigint;
}

/**
 * When the liveness claim at the end of a run may still be made once operations were taken out. It says which pids beat and must
 * be live: without their beats, or without polls, it would fail whatever the code does. So it may call no
 * other pid live than in the run as found, each of them must beat as often as there, the polls must begin as early, and no gap
 * between polls and no wait of a datagram may be longer than its longest.
 */
export class LivenessPremise {
  readonly #asFound: Service;

  /** `steps` are those of the run as it was found. O(steps). */
  constructor(steps: readonly ShrinkStep[]) {
    this.#asFound = serviceIn(steps);
  }

  /** Whether the claim of a run that was made of it by taking operations out may be made. O(steps). */
  holds(steps: readonly ShrinkStep[]): boolean {
    const settled = steps.at(-1)?.op;
    if (settled?.op !== 'settled') return true;
    const { beats, gapNs, waitNs, firstPollNs } = serviceIn(steps);
    const before = this.#asFound;
    if (gapNs > before.gapNs || waitNs > before.waitNs || firstPollNs > before.firstPollNs) return false;
    return settled.live.every((pid) => before.live.has(pid) && beats.get(pid) === before.beats.get(pid));
  }
}

function serviceIn(steps: readonly ShrinkStep[]): Service {
  const beats = new Map<number, number>();
  const waiting = new Map<number, bigint[]>();
  let firstPollNs = 0n;
  let pollNs: bigint | null = null;
  let gapNs = 0n;
  let waitNs = 0n;
  for (const { op } of steps) {
    if (op.op === 'datagram') {
      const pid = actorOf(op) ?? -1;
      beats.set(pid, (beats.get(pid) ?? 0) + 1);
      const queue = waiting.get(op.listener) ?? [];
      waiting.set(op.listener, queue);
      queue.push(op.now);
    } else if (op.op === 'poll' || op.op === 'settled') {
      // A poll reads the oldest of each listener; at the end what still waits has waited until then.
      for (const queue of waiting.values()) waitNs = longest(waitNs, queue.shift(), op.now);
      gapNs = longest(gapNs, pollNs ?? op.now, op.now);
      if (pollNs === null) firstPollNs = op.now;
      pollNs = op.now;
    }
  }
  const last = steps.at(-1)?.op;
  return { beats, live: new Set(last?.op === 'settled' ? last.live : []), firstPollNs, gapNs, waitNs };
}

function longest(knownNs: bigint, fromNs: bigint | undefined, toNs: bigint): bigint {
  return fromNs !== undefined && toNs - fromNs > knownNs ? toNs - fromNs : knownNs;
}
