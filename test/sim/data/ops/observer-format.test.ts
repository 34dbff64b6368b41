import { describe, expect, it, test } from 'vitest';
import { Observer, type ObserverOptions } from '../../../../src/index.ts';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseOp } from '../../../../sim/data/ops/op-format.ts';

const clock = { now: () => 0n };

function starts(options: Partial<ObserverOptions>): boolean {
  try {
    new Observer({ thresholdNs: 10_000_000n, ...options }, clock, []);
    return true;
  } catch {
    return false;
  }
}

describe('parseOp() of observer', () => {
  test.each([
    ['per_pid_rate', 'perPidRate', 1_000_000_000],
    ['global_rate', 'globalRate', 9_000_000],
    ['global_burst', 'globalBurst', 9_000_000],
    ['pid_max', 'pidMax', 4_294_967_295],
    ['capacity', 'capacity', Number.MAX_SAFE_INTEGER],
    ['window', 'evictionScanWindow', Number.MAX_SAFE_INTEGER],
  ])('allows for %s exactly what the observer takes', (key, option, max) => {
    for (const value of [-1, 0, max, max + 1, 0.5]) {
      expect([value, !isRefusal(parseOp({ op: 'observer', threshold: '10000000', [key]: value }))]).toEqual([
        value,
        starts({ [option]: value }),
      ]);
    }
  });

  it('allows for times exactly what the observer takes', () => {
    for (const value of [0n, 1n, 9_999_999n, 10_000_000n, 18_446_744_073_709_551_615n]) {
      expect(!isRefusal(parseOp({ op: 'observer', threshold: String(value) }))).toBe(starts({ thresholdNs: value }));
      expect(!isRefusal(parseOp({ op: 'observer', threshold: '10000000', drain_interval: String(value) }))).toBe(
        starts({ drainIntervalNs: value }),
      );
    }
  });
});
