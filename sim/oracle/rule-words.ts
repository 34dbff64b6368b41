import { showTime } from '../data/duration.ts';

const DECIMALS = 9n;

/**
 * A time as a number of thresholds: `9.0000001`, to nine decimals and cut off there, never rounded up to what it has not
 * reached. `thresholdNs` is above 0. O(1).
 */
export function inThresholds(ns: bigint, thresholdNs: bigint): string {
  const scale = 10n ** DECIMALS;
  const parts = (ns * scale) / thresholdNs;
  const decimals = String(parts % scale)
    .padStart(Number(DECIMALS), '0')
    .replace(/0+$/, '');
  return `${parts / scale}${decimals === '' ? '' : `.${decimals}`}`;
}

/** When a pid beat last, what time it is, and what silence is allowed: the end of a sentence. O(1). */
export function timesOf(lastNs: bigint, nowNs: bigint, thresholdNs: bigint): string {
  return `(last beat at ${showTime(lastNs)}, now ${showTime(nowNs)}, threshold ${showTime(thresholdNs)})`;
}

/** `after 5 ms of silence`, or that there was none. O(1). */
export function afterSilence(lastNs: bigint, nowNs: bigint): string {
  if (nowNs < lastNs) return `although its last beat lies ${showTime(lastNs - nowNs)} ahead`;
  return `after ${showTime(nowNs - lastNs)} of silence`;
}
