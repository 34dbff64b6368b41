import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Run } from '../../../sim/run/run.ts';
import { COPYABLE_PRODUCTION } from '../../../sim/subject/production.ts';
import { ArrayMeter } from '../../../sim/subject/array-meter.ts';
import { formatOp } from '../../../sim/data/ops/op-format.ts';
import { TARGETS } from '../../../fuzz/targets/index.ts';
import { FuzzFinding, type FuzzTarget } from '../../../fuzz/targets/target.ts';
import { arbitraryInput } from './arbitrary-input.ts';

const byName = TARGETS.map((target) => [target.name, target] as const);

/** Bytes that say something in every format, as long as is asked. */
function longInput(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => Math.imul(at + 1, 0x9e3779b1) >>> 24);
}

function told(target: FuzzTarget, bytes: Uint8Array): string {
  return (target.toOps?.(bytes) ?? []).map((op) => formatOp(op)).join('\n');
}

describe('TARGETS', () => {
  it('have names of their own, fit for a folder', () => {
    const names = TARGETS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual([
      'frame-decode',
      'frame-roundtrip',
      'bounded-index',
      'tracker-ops',
      'observer-stream',
      'world',
      'trace-file',
      'scenario-file',
    ]);
    for (const { name, sentence, lengthMax } of TARGETS) {
      expect(name).toMatch(/^[a-z][a-z-]*[a-z]$/);
      expect(sentence).toMatch(/^[^.]{20,}$/);
      expect(lengthMax).toBeGreaterThan(0);
    }
  });
});

describe.each(byName)('%s', (_name, target) => {
  const runs = target.name === 'world' ? 8 : 80;

  it('finds nothing in any bytes', () => {
    target.fuzz(new Uint8Array(0));
    fc.assert(
      fc.property(arbitraryInput(target), (bytes) => target.fuzz(bytes)),
      { numRuns: runs, seed: 7 },
    );
  });

  it('keeps nothing from one input to the next', () => {
    fc.assert(
      fc.property(arbitraryInput(target), arbitraryInput(target), (a, b) => {
        const before = told(target, a);
        target.fuzz(a);
        target.fuzz(b);
        target.fuzz(a);
        expect(told(target, a)).toBe(before);
      }),
      { numRuns: Math.ceil(runs / 10), seed: 7 },
    );
  });

  it('takes an input of a million bytes', () => {
    const bytes = longInput(1_000_000);
    target.fuzz(bytes);
    expect(target.boundsOf?.(bytes).at(-1) ?? bytes.length).toBe(bytes.length);
  });

  it('leaves its input as it was', () => {
    fc.assert(
      fc.property(arbitraryInput(target), (bytes) => {
        const before = bytes.slice();
        for (const use of [target.fuzz, target.boundsOf, target.toOps]) {
          use?.(bytes);
          expect(bytes).toEqual(before);
        }
      }),
      { numRuns: Math.ceil(runs / 10), seed: 7 },
    );
  });

  it('finds the bounds of records in ascending order, the last one at the end', () => {
    fc.assert(
      fc.property(arbitraryInput(target), (bytes) => {
        const bounds = target.boundsOf?.(bytes) ?? [bytes.length];
        expect(bounds.every((bound, at) => at === 0 || bound > bounds[at - 1])).toBe(true);
        expect(bounds.at(-1)).toBe(bytes.length);
      }),
      { numRuns: runs, seed: 7 },
    );
  });
});

describe('fuzzUnmetered(), which a fuzzer runs in its loop', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each(TARGETS.filter(({ fuzzUnmetered }) => fuzzUnmetered !== undefined).map((target) => [target.name, target] as const))(
    'of %s counts no accesses, where fuzz() and fuzzCounted() do; that of a world ends sooner',
    (name, { fuzz, fuzzUnmetered, fuzzCounted }) => {
      const equip = vi.spyOn(ArrayMeter.prototype, 'equip');
      const step = vi.spyOn(Run.prototype, 'step');
      const input = new Uint8Array(400);
      fuzzUnmetered?.(input);
      expect(equip).not.toHaveBeenCalled();
      const steps = step.mock.calls.length;
      step.mockClear();
      fuzz(input);
      expect(equip).toHaveBeenCalled();
      expect(steps).toBe(name === 'world' ? 200 : step.mock.calls.length);
      equip.mockClear();
      fuzzCounted?.(input, COPYABLE_PRODUCTION);
      expect(equip).toHaveBeenCalled();
    },
  );
});

describe('FuzzFinding', () => {
  it('has the signature as its message and the rest beside it', () => {
    expect(new FuzzFinding('a/b/c', 'why')).toMatchObject({ message: 'a/b/c', detail: 'why', name: 'FuzzFinding' });
  });
});
