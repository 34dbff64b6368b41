import { BEAT_ORIGINS, STATUSES, type BeatOrigin, type Status } from '../../src/index.ts';
import type { ByteReader } from './byte-reader.ts';
import { readNs } from './ns-code.ts';
import { readPid } from './pid-code.ts';
import type { Said } from './said.ts';

/** What a record says of a beat in every format: its moment, pid, status, origin and nonce, its namespace, and flags. */
export interface SaidBeat {
  readonly now: bigint;
  readonly pid: number;
  readonly status: Status;
  readonly origin: BeatOrigin;
  readonly nonce: bigint;
  readonly ns: bigint | null;
  /** A byte; its lower three bits have named the namespace. */
  readonly flags: number;
}

/** Reads the head of a beat; `code` is that of its moment. O(1). */
export function readBeat(reader: ByteReader, said: Said, code: number): SaidBeat {
  const now = said.readNow(reader, code);
  const pid = readPid(reader, said.cells);
  const manner = reader.u8();
  const nonce = said.readNonce(reader, manner >> 4, pid);
  const flags = reader.u8();
  const ns = readNs(reader, flags & 7);
  return { now, pid, status: STATUSES[(manner >> 2) & 3], origin: BEAT_ORIGINS[manner & 3], nonce, ns, flags };
}
