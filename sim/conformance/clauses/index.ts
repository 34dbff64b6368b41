import { BEAT_CLAUSES } from './beats.ts';
import type { Clause } from './clause.ts';
import { INDEX_AND_CODEC_CLAUSES } from './index-and-codec.ts';
import { STALL_CLAUSES } from './stalls.ts';

/** Every clause, in the order of the page. */
export const CLAUSES: readonly Clause[] = [...BEAT_CLAUSES, ...STALL_CLAUSES, ...INDEX_AND_CODEC_CLAUSES];
