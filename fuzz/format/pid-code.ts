import { U32_MAX } from '../../src/internal.ts';
import { pidWithHome } from '../../sim/world/unmix32.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** Pids that have a code of one byte: those below this one. */
export const PID_CODES = 254;

const U16_FOLLOWS = 254;
const U32_FOLLOWS = 255;

const COLLIDING_FROM = 64;
const NEIGHBOURS_FROM = 192;
const PATH_END_FROM = 224;
const TOP_FROM = 240;
const ODD_FROM = 248;

/** Cells from the home of the colliding pids to the last one that their probe paths reach. */
const PATH_LENGTH = 63;

const ODD: readonly number[] = [0x7fff_ffff, 0x8000_0000, 0xffff, 0x1_0000, 1000, 0x3fff_ffff];

/**
 * The pid of a code below {@link PID_CODES}, in an index of `cells` cells, a power of two:
 * 0–63 that number; 64–191 pids that share the last cell as their home, so that their path goes round the end;
 * 192–223 pids at home one cell before; 224–239 pids at home on the last cell of that path; 240–247 the largest pids;
 * 248–253 pids at the bounds of signed numbers and of 16 bits. O(1).
 */
export function pidOfCode(code: number, cells: number): number {
  if (code < COLLIDING_FROM) return code;
  const home = cells - 1;
  if (code < NEIGHBOURS_FROM) return pidWithHome(home, cells, code - COLLIDING_FROM);
  if (code < PATH_END_FROM) return pidWithHome((home + cells - 1) % cells, cells, code - NEIGHBOURS_FROM);
  if (code < TOP_FROM) return pidWithHome((home + PATH_LENGTH) % cells, cells, code - PATH_END_FROM);
  return code < ODD_FROM ? U32_MAX - (code - TOP_FROM) : ODD[code - ODD_FROM];
}

/** The code of a pid, or −1 if it has none. O(codes). */
function codeOfPid(pid: number, cells: number): number {
  if (pid < COLLIDING_FROM) return pid;
  for (let code = COLLIDING_FROM; code < PID_CODES; code++) if (pidOfCode(code, cells) === pid) return code;
  return -1;
}

/** Reads a pid: its code, or a code and two or four bytes. O(1). */
export function readPid(reader: ByteReader, cells: number): number {
  const code = reader.u8();
  if (code === U16_FOLLOWS) return reader.u16();
  return code === U32_FOLLOWS ? reader.u32() : pidOfCode(code, cells);
}

/** Passes over a pid. O(1). */
export function skipPid(reader: ByteReader): void {
  const code = reader.u8();
  if (code >= U16_FOLLOWS) reader.skip(code === U16_FOLLOWS ? 2 : 4);
}

/** Writes any u32 in as few bytes as {@link readPid} has for it. O(codes). */
export function writePid(writer: ByteWriter, pid: number, cells: number): void {
  const code = codeOfPid(pid, cells);
  if (code >= 0) return writer.u8(code);
  if (pid <= 0xffff) {
    writer.u8(U16_FOLLOWS);
    return writer.u16(pid);
  }
  writer.u8(U32_FOLLOWS);
  writer.u32(pid);
}

/** Cells of an index for `capacity` pids, as specified: the next power of two of twice that, at least 2. O(1). */
export function indexCells(capacity: number): number {
  return 2 << (31 - Math.clz32(2 * Math.min(Math.max(1, capacity), 4096) - 1));
}
