import type { SettledOp } from '../../data/ops/op.ts';
import { actorOf } from './actors.ts';
import type { ShrinkStep } from './interestingness.ts';

/** How well a run treats those who beat. */
interface Demands {
  /** Datagrams of each pid. */
  readonly beats: ReadonlyMap<number, number>;
  /** Longest time between two polls, nanoseconds. */
  readonly gapNs: bigint;
  /** Longest time for which a datagram waits, nanoseconds. */
  readonly waitNs: bigint;
}

/**
 * What must hold for the world's word to stay true. "This pid beats" is a lie once its beats are taken out, or once nobody
 * polls any more: such a run would fail whatever the code does. So a run that was cut is fair if whoever is called live beats
 * as often as before, and if neither polls nor datagrams are longer in coming than they ever were.
 */
export class LivenessPremise {
  readonly #before: Demands;

  /** `steps` are those of the run as it was found. O(steps). */
  constructor(steps: readonly ShrinkStep[]) {
    this.#before = demandsIn(steps);
  }

  /** Whether a run that was cut out of it is fair. O(steps). */
  holds(steps: readonly ShrinkStep[]): boolean {
    const settled = steps.at(-1)?.op;
    if (settled?.op !== 'settled') return true;
    const { beats, gapNs, waitNs } = demandsIn(steps);
    const before = this.#before;
    return gapNs <= before.gapNs && waitNs <= before.waitNs && mayBeRequired(settled, beats, before.beats);
  }
}

function mayBeRequired({ live }: SettledOp, beats: Demands['beats'], before: Demands['beats']): boolean {
  return live.every((pid) => beats.get(pid) === before.get(pid));
}

function demandsIn(steps: readonly ShrinkStep[]): Demands {
  const beats = new Map<number, number>();
  const waiting = new Map<number, bigint[]>();
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
      pollNs = op.now;
    }
  }
  return { beats, gapNs, waitNs };
}

function longest(knownNs: bigint, fromNs: bigint | undefined, toNs: bigint): bigint {
  return fromNs !== undefined && toNs - fromNs > knownNs ? toNs - fromNs : knownNs;
}
