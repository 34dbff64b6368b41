import type { Frame } from '../../../src/index.ts';
import { STATUSES } from '../spec/names.ts';
import { U32, U64, word, type Members } from './members.ts';

/** The members of a frame: types and ranges alone, so that a frame which decoding refuses can be written down. */
export const FRAME_MEMBERS: Members<Frame> = { status: word(STATUSES), pid: U32, timestamp: U64, nonce: U64, payload: U32 };
