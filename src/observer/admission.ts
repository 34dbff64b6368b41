import { isStronger } from '../tracker/origin.ts';
import { ABSENT } from '../tracker/pid-index.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { TrackerView } from '../tracker/tracker-view.ts';
import { TERMINAL_NONCE, type Frame } from '../vlp/frame.ts';
import type { Datagram } from './listener.ts';
import type { ObserverLimits } from './options.ts';
import { OUTCOME_CODE } from './outcome.ts';

/** Answer of {@link Admission.check} for a frame that no limit stops. */
export const ADMITTED = -1;

/** Decides which frames get as far as the ledger: by pid, by rate, by namespace. */
export class Admission {
  readonly #limits: ObserverLimits;
  readonly #tracker: Tracker;
  readonly #view: TrackerView;

  /** For an observer with these limits over this ledger. O(1). */
  constructor(limits: ObserverLimits, view: TrackerView) {
    this.#limits = limits;
    this.#tracker = view.tracker;
    this.#view = view;
  }

  /**
   * The code of the outcome with which a frame is refused at `nowNs`, or {@link ADMITTED}. `hasPaid` tells whether the global
   * limit let it pass. Without, only a beat passes that is bounded by other means: one that is due of a tracked pid from where
   * that pid is pinned to, and one that takes a slot over. So a flood of others cannot silence a tracked agent, and refusals
   * beyond the global limit make no events. O(probe budget).
   */
  check(frame: Frame, datagram: Datagram, hasPaid: boolean, nowNs: bigint): number {
    if (datagram.peerPid === null && frame.pid > this.#limits.pidMax) {
      return hasPaid ? OUTCOME_CODE['pid-above-max'] : OUTCOME_CODE['rate-limited-global'];
    }
    const slot = this.#tracker.slotOf(frame.pid);
    if (slot === ABSENT) {
      if (!hasPaid) return OUTCOME_CODE['rate-limited-global'];
    } else {
      const isOwn = this.#view.origin(slot) === datagram.origin;
      if (isOwn || !this.#takesOver(slot, datagram)) {
        if (this.#isTooSoon(slot, nowNs) && !(isOwn && this.#isFirstLastWord(slot, frame))) return OUTCOME_CODE['rate-limited-per-pid'];
        if (!hasPaid && !(isOwn && this.#hasPinnedNamespace(slot, frame, datagram))) return OUTCOME_CODE['rate-limited-global'];
      }
    }
    if (!this.#isForeign(datagram)) return ADMITTED;
    return hasPaid ? OUTCOME_CODE['namespace-mismatch'] : OUTCOME_CODE['rate-limited-global'];
  }

  /** At most three times in the life of a slot: the limits must not keep the stronger origin out. */
  #takesOver(slot: number, { origin }: Datagram): boolean {
    return this.#tracker.originTakeover && isStronger(origin, this.#view.origin(slot));
  }

  #isTooSoon(slot: number, nowNs: bigint): boolean {
    return BigInt.asUintN(64, nowNs - this.#view.lastBeatNs(slot)) < this.#limits.perPidIntervalNs;
  }

  #hasPinnedNamespace(slot: number, frame: Frame, { nsInode }: Datagram): boolean {
    const pinned = this.#view.nsInode(slot);
    return pinned === null || pinned === nsInode || (nsInode === null && this.#isFirstLastWord(slot, frame));
  }

  #isFirstLastWord(slot: number, { nonce }: Frame): boolean {
    return this.#tracker.lastWords && nonce === TERMINAL_NONCE && !this.#view.terminalSeen(slot);
  }

  #isForeign({ nsInode }: Datagram): boolean {
    const own = this.#limits.nsInode;
    return own !== null && nsInode !== null && nsInode !== own && !this.#limits.allowCrossNamespace;
  }
}
