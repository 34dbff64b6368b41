import { describe, expect, test } from 'vitest';
import { Observer, type ObserverOptions } from '../../../../src/index.ts';
import { OBSERVER_OPTIONS, type ValueForm } from '../../../../sim/data/ops/observer-options.ts';
import { parseOp } from '../../../../sim/data/ops/op-format.ts';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';

const clock = { now: () => 0n };

function starts(options: Partial<ObserverOptions>): boolean {
  try {
    new Observer({ thresholdNs: 10_000_000n, ...options }, clock, []);
    return true;
  } catch {
    return false;
  }
}

/** Values at both sides of the bounds of a form, and of other types. */
function probes(form: ValueForm): unknown[] {
  const others = [null, true, 'x', 0.5, -1, -1n, 2n ** 64n];
  switch (form.kind) {
    case 'integer':
      return [...others, form.min - 1, form.min, form.max, form.max + 1];
    case 'time':
      return [...others, form.leastNs - 1n, form.leastNs, 2n ** 64n - 1n];
    case 'word':
      return [...others, ...form.words];
    case 'flag':
      return [...others, false];
    case 'u64-or-null':
      return [...others, 0n, 2n ** 64n - 1n];
  }
}

describe('parseOp() of observer', () => {
  test.each(Object.entries(OBSERVER_OPTIONS))('allows for %s exactly what the observer takes', (option, { name, form }) => {
    for (const value of probes(form)) {
      const json = typeof value === 'bigint' ? String(value) : value;
      const op = parseOp({ op: 'observer', threshold: '10000000', [name]: json });
      expect([value, !isRefusal(op)]).toEqual([value, starts({ [option]: value })]);
      if (!isRefusal(op)) expect(op).toMatchObject({ [name]: value });
    }
  });
});
