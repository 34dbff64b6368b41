import type { Searchable } from './search.ts';

/** One reason: a sentence, and the step that it leads to; null where there is none to go to. */
export interface Reason {
  readonly text: string;
  readonly step: number | null;
}

/** A run of which can be asked why. */
export interface Explainable extends Searchable {
  readonly readBy: Int32Array;
  /** The slot that a step accepted a beat into; −1 for none. */
  readonly slots: Int32Array;
  /** How a datagram came to where it arrived, in sentences; empty where that is not known. */
  wayOf(step: number): readonly Reason[];
  /** An operation in words, with what came of it. */
  sentence(step: number): string;
}

/** The last step up to `from` that is about a pid, null for any, and has one of the bits; −1 for none. O(steps). */
export function lastAbout(on: Explainable, from: number, pid: number | null, bits: number): number {
  for (let step = from; step >= 0; step--) {
    if ((on.bits[step] & bits) !== 0 && (pid === null || Array.from(on.pidsOf(step)).includes(pid))) return step;
  }
  return -1;
}

/** Without those that are not there. */
export function kept(reasons: readonly (Reason | null)[]): Reason[] {
  return reasons.filter((reason) => reason !== null);
}
