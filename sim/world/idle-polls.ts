import { MAX_CAPACITY } from '../data/spec/limits.ts';

/** Each can only surface a stall, and a slot has one stall at one moment: twice as many as there can be slots do not end by themselves. */
const IDLE_POLLS_MAX = 2 * MAX_CAPACITY;

/** Counts polls that read nothing at one moment of virtual time: an observer that never gets to its datagrams must not be polled for ever. */
export class IdlePolls {
  #nowNs = Number.NEGATIVE_INFINITY;
  #count = 0;

  /** Takes a poll, at this time and with so many datagrams read. Whether it may be followed by another at this moment. */
  take(nowNs: number, reads: number): boolean {
    if (reads > 0 || nowNs !== this.#nowNs) this.#count = 0;
    this.#nowNs = nowNs;
    return ++this.#count <= IDLE_POLLS_MAX;
  }
}
