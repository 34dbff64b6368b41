import { showTime } from '../../data/duration.ts';
import { printable } from '../../data/quoting/printable.ts';

/** Text from a trace: what would act is written as an escape. */
export const plain = printable;

/** A virtual time in nanoseconds. */
export function timeText(ns: number | bigint): string {
  return showTime(typeof ns === 'bigint' ? ns : BigInt(Math.max(0, Math.round(ns))));
}

/** A number with thin spaces between thousands. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
