import { OUTCOMES, STATUSES, UPDATES } from '../data/spec/names.ts';
import type { BeatOrigin, Status, Update } from '../../src/index.ts';
import type { DatagramOp, RecordOp } from '../data/ops/op.ts';
import { fromWords, highWord, lowWord } from '../data/u64-words.ts';
import type { BeatFact } from './facts.ts';

/** The place in OUTCOMES of the first that the tracker makes. */
export const FIRST_UPDATE = OUTCOMES.indexOf('inserted');

/** {@link BeatFact} as the oracle fills it. */
export class CollectedBeat implements BeatFact {
  // u32 fields begin as doubles: one that begins as a small integer and outgrows it has all code over its class compiled anew.
  pid = Number.NaN;
  nonceHigh = Number.NaN;
  nonceLow = Number.NaN;
  status: Status = 'ok';
  origin: BeatOrigin = 'kernel-attested';
  ns: bigint | null = null;
  generation: bigint | null = null;
  update: Update = 'refreshed';
  outcomeCode = 0;

  get nonce(): bigint {
    return fromWords(this.nonceHigh, this.nonceLow);
  }

  get isAccepted(): boolean {
    return this.update === 'refreshed' || this.update === 'inserted' || this.update === 'restarted';
  }

  /** Takes what a `record` operation handed to the tracker, and its reply. */
  takeRecord(op: RecordOp, update: Update): void {
    this.pid = op.pid;
    this.nonceHigh = highWord(op.nonce);
    this.nonceLow = lowWord(op.nonce);
    this.status = op.status;
    this.origin = op.origin;
    this.ns = op.ns;
    this.generation = op.generation ?? null;
    this.update = update;
    this.outcomeCode = FIRST_UPDATE + UPDATES.indexOf(update);
  }

  /** Takes what a datagram holds whose frame the observer has decoded and handed to the tracker: checks nothing. */
  takeDatagram({ bytes, origin, ns, generation = null }: DatagramOp, outcomeCode: number): void {
    this.pid = word(bytes, 4);
    this.nonceLow = word(bytes, 16);
    this.nonceHigh = word(bytes, 20);
    this.status = STATUSES[bytes[3] & 3];
    this.origin = origin;
    this.ns = ns;
    this.generation = generation;
    this.update = OUTCOMES[outcomeCode] as Update;
    this.outcomeCode = outcomeCode;
  }
}

/** The u32 at `offset`, little-endian. */
function word(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24)) >>> 0;
}
