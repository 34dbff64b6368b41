import { skipBeat, skipMoment } from './coding-context.ts';
import { FRAME_FLAG, KIND, PEER } from './observer-format.ts';
import { passObserverHead } from './observer-head.ts';
import { skipPid } from './pid-code.ts';
import { skipNsRest, START } from './value-codes.ts';
import { lengthWithin, recordBounds, stepCost, RecordScan } from './work-budget.ts';

/** Passes over an input of the observer format. */
class ObserverScan extends RecordScan {
  #stepCost = 0;

  head(): number {
    const { capacity, listeners } = passObserverHead(this.reader);
    START.skip(this.reader);
    return (this.#stepCost = stepCost(capacity, listeners));
  }

  record(): number {
    const reader = this.reader;
    const first = reader.u8();
    return this.#steps(first >> 4, first & 15) * this.#stepCost;
  }

  /** Passes over a record. How many operations it stands for. */
  #steps(kind: number, low: number): number {
    const reader = this.reader;
    if (kind === KIND.metrics) return 1;
    if (kind === KIND.listener) return 0;
    if (kind >= KIND.frame && kind < KIND.raw) return this.#frame(low, kind === KIND.damaged);
    skipMoment(reader, low);
    if (kind === KIND.raw) return this.#raw();
    if (kind === KIND.polls) return 1 + (reader.u8() & 63);
    if (kind >= KIND.burst) {
      reader.skip(1);
      const beats = 1 + (reader.u8() & 127);
      return kind === KIND.flood ? beats : 2 * beats;
    }
    if (kind >= KIND.poll) return 1;
    skipPid(reader);
    return 2;
  }

  #frame(low: number, isDamaged: boolean): number {
    const reader = this.reader;
    const flags = skipBeat(reader, low);
    this.#listenerAndPeer(flags);
    // Timestamp and payload; place and kind of the damage.
    if ((flags & FRAME_FLAG.contentFollows) !== 0) reader.skip(12);
    if (isDamaged) reader.skip(2);
    return (flags & FRAME_FLAG.noPoll) === 0 ? 2 : 1;
  }

  #raw(): number {
    const reader = this.reader;
    reader.skip(1);
    const flags = reader.u8();
    skipNsRest(reader, flags & 7);
    this.#listenerAndPeer(flags);
    reader.skip(reader.u8());
    return (flags & FRAME_FLAG.noPoll) === 0 ? 2 : 1;
  }

  #listenerAndPeer(flags: number): void {
    if ((flags & FRAME_FLAG.listenerFollows) !== 0) this.reader.skip(1);
    if (((flags >> FRAME_FLAG.peerShift) & 3) === PEER.follows) skipPid(this.reader);
  }
}

/** Where the records begin; see {@link recordBounds}. O(bytes). */
export function observerBounds(bytes: Uint8Array): number[] {
  return recordBounds(new ObserverScan(bytes), bytes.length);
}

/** How much of an input costs at most `work`; see {@link lengthWithin}. O(bytes). */
export function observerLengthWithin(bytes: Uint8Array, work: number): number {
  return lengthWithin(new ObserverScan(bytes), work);
}
