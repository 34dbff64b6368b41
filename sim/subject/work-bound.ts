import { MAX_CAPACITY } from '../data/spec/limits.ts';

/** Stalls that one drain may hand out: one for each slot of the largest table. */
export const STALLS_MAX = MAX_CAPACITY;

/** How often one poll may ask its listeners: 64 reads, and all of 64 listeners before each, are fewer. */
export const RECEIVES_MAX = 8192;

/** How often one poll may read its clock. One reading is enough. */
export const READINGS_MAX = 64;

/** One operation of the production code asked for more than any lawful one does, so that it may have no end. */
export class WorkBoundError extends Error {
  /** `did` is what it did, and how often: a part of a sentence. */
  constructor(did: string) {
    super(did);
    this.name = 'WorkBoundError';
  }
}
