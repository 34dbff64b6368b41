import { describe, expect, it } from 'vitest';
import type { Op, RecordOp } from '../../../sim/data/ops/op.ts';
import type { ShrinkStep } from '../../../sim/findings/shrink/interestingness.ts';
import { explain, type Explanation } from '../../../sim/insight/explain.ts';
import { companionsIn } from '../../../sim/insight/neighbours.ts';
import { partsOf } from '../../../sim/insight/parts.ts';
import { TRIES_MAX } from '../../../sim/insight/vary.ts';
import { encodeModelFrame } from '../../../sim/oracle/model/index.ts';
import { mattersDetail, neighbourLines, partLines } from '../../../sim/report/explain-text.ts';

function beat(change: Partial<RecordOp> = {}): RecordOp {
  return { op: 'record', pid: 7, nonce: 5n, status: 'ok', now: 10n, threshold: 100n, origin: 'kernel-attested', ns: null, ...change };
}

/** Explains beats that fail as long as something holds of them. */
function explained(beats: readonly RecordOp[], fails: (beats: readonly RecordOp[]) => boolean): Explanation {
  const steps = beats.map((op) => ({ op }));
  return explain(steps, (candidate: readonly ShrinkStep[]) => fails(candidate.map(({ op }) => op as RecordOp)));
}

function lines(beats: readonly RecordOp[], fails: (beats: readonly RecordOp[]) => boolean): string[] {
  return partLines(explained(beats, fails), 100).map((line) => line.trim().replace(/ {2,}/, ': '));
}

describe('explain()', () => {
  it('finds nothing that matters where nothing does', () =>
    expect(lines([beat()], () => true)).toEqual([
      'any: pid, nonce, status, now, threshold, origin, ns',
      'together: all that may be any may be so at the same time',
    ]));

  it('finds the ends of a range', () => {
    const told = lines([beat({ nonce: 2n ** 21n })], ([{ nonce, now }]) => nonce >= 2n ** 20n && now >= 3n && now <= 1000n);
    expect(told).toContain('nonce: any from 2^20 on');
    expect(told).toContain('now: any from 3 ns to 1000 ns');
  });

  it('fits what is bound onto a line of a report, and leaves out what is free', () => {
    const beats = [beat(), beat()];
    const told = mattersDetail(explained(beats, ([one, two]) => one.pid === two.pid && one.now <= 1000n));
    expect(told).toBe('pid: any, but the same in steps 0, 1 · now: any up to 1000 ns (step 0); any (step 1); every other part may be any');
    expect(mattersDetail(explained(beats, () => true))).toBe('every part of it may be any');
  });

  it('finds what must be equal, and says of what is free alone both', () => {
    const beats = [beat(), beat({ ns: 3n }), beat()];
    const told = lines(beats, ([one, two, three]) => one.pid === three.pid && (one.origin === two.origin || two.origin === three.origin));
    expect(told).toContain('pid: any, but the same in steps 0, 1, 2; any (step 1)');
    expect(told).toContain('origin: any, but the same in steps 0, 1, 2; any (steps 0, 2)');
    expect(told.at(-1)).toBe('together: all that may be any may be so at the same time');
  });

  it('finds what may be anything but what stands elsewhere', () => {
    const told = lines([beat({ pid: 7 }), beat({ pid: 9 })], ([one, two]) => one.pid !== two.pid);
    expect(told).toContain('pid: any but 9 (step 0); any but 7 (step 1)');
  });

  it('says that a value matters, which of few do as well, and that none of it is a range', () => {
    const even = ([{ nonce, status, pid }]: readonly RecordOp[]): boolean => nonce === 5n && status !== 'critical' && pid % 2 === 1;
    const told = lines([beat()], even);
    expect(told).toContain('nonce: matters');
    expect(told).toContain('status: ok or degraded');
    expect(told.find((line) => line.startsWith('pid'))).toMatch(/^pid: matters: with \d+ of \d+ others it fails, too$/);
  });

  it('finds that differences alone matter', () => {
    const told = lines([beat({ now: 10n }), beat({ now: 40n })], ([one, two]) => two.now - one.now === 30n);
    expect(told).toContain('now: matters; but all may be moved by the same amount');
  });

  it('says what may not change at the same time', () => {
    const told = lines([beat({ pid: 7, status: 'ok' })], ([{ pid, nonce }]) => pid === 7 || nonce === 5n);
    expect(told.at(-1)).toBe('together: what may be any may be so at the same time, but for nonce of step 0');
  });

  it('takes its tries, and no more, and is the same each time', () => {
    let most = 0;
    const fails = ([{ nonce }]: readonly RecordOp[]): boolean => nonce >= 2n ** 40n;
    const run = (): Explanation => explained([beat({ nonce: 2n ** 41n })], fails);
    const { tries, parts } = run();
    most = tries / parts.length;
    expect(most).toBeLessThan(TRIES_MAX);
    expect(run()).toEqual(run());
  });
});

describe('partsOf()', () => {
  const frame = { pid: 7, nonce: 5n, status: 'ok', timestamp: 1n, payload: 2 } as const;
  const ops: readonly Op[] = [
    beat({ generation: 3n }),
    { op: 'new', capacity: 4, policy: 'strict', window: 2, pin_generation: true, index_key: null },
    { op: 'observer', listeners: 2, threshold: 10_000_000n, per_pid_rate: 3, ns: 4n, catch_up: 1n },
    {
      op: 'datagram',
      now: 1n,
      listener: 0,
      origin: 'kernel-attested',
      peer: 7,
      ns: null,
      generation: null,
      bytes: encodeModelFrame(frame),
    },
    { op: 'drain', now: 1n, threshold: 2n },
    { op: 'take', counter: 'evictions' },
    { op: 'get', field: 'origin', pid: 3 },
    { op: 'decode', bytes: encodeModelFrame(frame) },
    { op: 'poll', now: 3n },
    { op: 'socket', now: 0n, listener: 0, event: 'kernel-drop', count: 2 },
  ];

  it.each(ops.map((op) => [op.op, op] as const))('reads and writes each part of %s, and no other', (_, op) => {
    const parts = partsOf(op);
    expect(parts.length).toBeGreaterThan(0);
    for (const { name, value, range, with: withValue } of parts) {
      expect(withValue(value)).toEqual(op);
      const other = range.kind === 'choice' ? (range.values.find((one) => one !== value) ?? null) : range.max - 1n;
      const changed = partsOf(withValue(other));
      expect(changed.map((part) => [part.name, part.value])).toEqual(
        parts.map((part) => [part.name, part.name === name ? other : part.value]),
      );
    }
  });

  it('has no parts for what is no frame, but those around it', () => {
    const op: Op = { op: 'datagram', now: 1n, listener: 0, origin: 'kernel-attested', peer: 7, ns: null, bytes: new Uint8Array(3) };
    expect(partsOf(op).map(({ name }) => name)).toEqual(['now', 'origin', 'peer', 'ns']);
  });
});

describe('companionsIn()', () => {
  const run = (isFailing: boolean, ...what: string[]): { isFailing: boolean; what: Set<string> } => ({ isFailing, what: new Set(what) });

  it('puts what goes with failing first, and leaves out what all runs have', () => {
    const seen = [
      run(true, 'goal a', 'goal b', 'fault c'),
      run(true, 'goal a', 'goal b'),
      run(false, 'goal a'),
      run(false, 'goal a', 'fault c'),
    ];
    const { failing, passing, companions } = companionsIn(seen);
    expect([failing, passing, companions.map(({ name }) => name)]).toEqual([2, 2, ['b']]);
    expect(companions[0]).toMatchObject({ kind: 'goal', failingWith: 2, failingWithout: 0, passingWith: 0, passingWithout: 2 });
    expect(neighbourLines(companionsIn(seen), 80)).toEqual([
      '2 runs of the scenario failed so, 2 passed; what goes with failing:',
      '        in failing  fail with it\ngoal b       100 %         100 %',
    ]);
  });

  it('says that nothing is known where all fail', () =>
    expect(neighbourLines(companionsIn([run(true, 'goal a')]), 100)).toEqual([
      '1 run of the scenario failed so, 0 passed: nothing can be said of what goes with failing',
    ]));
});
