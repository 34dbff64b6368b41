import { describe, expect, it } from 'vitest';
import type { Op } from '../../../../sim/data/ops/op.ts';
import { REPORT_COLUMNS, describeSteps, formatFailureReport } from '../../../../sim/findings/failure-report/failure-report.ts';
import { Narrator } from '../../../../sim/findings/failure-report/narrate.ts';
import type { Finding } from '../../../../sim/oracle/finding.ts';
import { encodeFrame } from '../../../../src/index.ts';

const finding: Finding = {
  judge: 'invariant',
  rule: 'stall-never-early',
  op: 'drain',
  step: 2,
  nowNs: 4_200_000_000n,
  reason: 'too early',
  expected: 'a long sentence '.repeat(20),
  got: 'too early',
};

const ops: Op[] = [
  { op: 'new', capacity: 2, policy: 'strict', window: 1 },
  { op: 'record', pid: 7, nonce: 1n, status: 'ok', now: 0n, threshold: 100n, origin: 'kernel-attested', ns: 11n },
  { op: 'record', pid: 7, nonce: 2n, status: 'ok', now: 4_200_000_000n, threshold: 100n, origin: 'kernel-attested', ns: 12n },
];

describe('Narrator.tell()', () => {
  it('names namespaces by letters and says why a beat was refused', () => {
    const narrator = new Narrator();
    const told = describeSteps(ops).map((step) => narrator.tell(step));
    expect(told).toEqual([
      'a tracker starts: 2 slots, strict, window 1',
      'pid 7 beats from namespace a at 0 ns, nonce 1: inserted',
      'pid 7 beats from namespace b at 4.2 s, nonce 2: refused, namespace conflict',
    ]);
  });

  it('tells what a poll surfaced, and datagrams that are no frames', () => {
    const bytes = encodeFrame({ status: 'ok', pid: 9, timestamp: 1n, nonce: 2n ** 64n - 3n, payload: 0 });
    const world: Op[] = [
      { op: 'observer', threshold: 10_000_000n, listeners: 1 },
      { op: 'datagram', now: 0n, listener: 0, origin: 'network-unverified', peer: null, ns: null, bytes },
      { op: 'poll', now: 0n },
      { op: 'datagram', now: 1n, listener: 0, origin: 'network-unverified', peer: null, ns: null, bytes: bytes.slice(1) },
      { op: 'poll', now: 1n },
      { op: 'poll', now: 10_000_000n },
    ];
    const narrator = new Narrator();
    expect(
      describeSteps(world)
        .map((step) => narrator.tell(step))
        .slice(1),
    ).toEqual([
      'a beat of pid 9, nonce 2^64-1-2, network-unverified, arrives at listener 0 at 0 ns',
      'the observer polls at 0 ns: pid 9 beats, accepted',
      expect.stringMatching(/^a datagram that is no frame \(bad-length, pid \d+\) arrives at listener 0 at 1 ns$/),
      'the observer polls at 1 ns: a datagram is refused, bad-length',
      'the observer polls at 10 ms: pid 9 is reported as stalled, silent since 0 ns',
    ]);
  });
});

describe('formatFailureReport()', () => {
  const report = formatFailureReport(
    {
      finding,
      origin: ['steady · seed 1'],
      steps: describeSteps(ops),
      shrunk: { before: 20_000, runs: 300 },
      paste: [['replay', `npm run replay -- ${'x'.repeat(120)}`]],
    },
    'safety',
    (_style, text) => text,
  );

  it('keeps every line within its columns but those to be pasted, which it never cuts', () => {
    const lines = report.trimEnd().split('\n');
    expect(lines.filter((line) => line.length > REPORT_COLUMNS)).toEqual([`  replay:   npm run replay -- ${'x'.repeat(120)}`]);
  });

  it.each([40, 80])('fits a terminal of %i columns', (columns) => {
    const facts = {
      finding,
      origin: ['capacity 1024 · policy balanced · window 256 · threshold 313ms · agents 24'],
      steps: describeSteps(ops),
      shrunk: null,
      paste: [],
    };
    const lines = formatFailureReport(facts, 'safety', (_style, text) => text, columns)
      .trimEnd()
      .split('\n');
    const [head, ...rest] = lines.filter((line) => !line.startsWith('FAIL'));
    expect([head, ...rest].filter((line) => line.length > columns)).toEqual([]);
  });

  it('says what broke, where, how far it shrank, and marks the failing operation', () => {
    expect(report).toContain('FAIL safety  invariant/stall-never-early at step 2, 4.2 s');
    expect(report).toContain('shrunk    20000 operations to 3 in 300 runs\n');
    expect(report).toMatch(/→ +2 {2}pid 7 beats from namespace b/);
  });

  it('tells only the last operations of a long run, and how many came before', () => {
    const long = formatFailureReport(
      { finding, origin: [], steps: Array.from({ length: 40 }, () => ({ op: { op: 'len' as const }, reply: 0 })), shrunk: null, paste: [] },
      'safety',
      (_s, t) => t,
    );
    expect(long).toContain('… 26 operations before');
    expect(long.split('\n').length).toBeLessThan(25);
  });
});

describe('formatFailureReport() of a run that was still being shrunk', () => {
  it('says that the search was cut short', () => {
    const facts = { finding, origin: [], steps: describeSteps(ops), shrunk: { before: 20, runs: 6, isCutShort: true }, paste: [] };
    expect(formatFailureReport(facts, 'safety', (_style, text) => text)).toContain('shrunk    20 operations to 3 in 6 runs, cut short\n');
  });
});

describe('formatFailureReport() of a run that died', () => {
  it('tells its last operations, and that it ended in the last, on one screen', () => {
    const polls = Array.from({ length: 30 }, (_, at): Op => ({ op: 'poll', now: BigInt(at) * 1_000_000n }));
    const steps = [{ op: 'observer', threshold: 10_000_000n, listeners: 1 } as Op, ...polls].map((op) => ({ op }));
    const died: Finding = { ...finding, judge: 'no-throw', rule: 'never-exits', op: 'poll', step: 30 };
    const lines = formatFailureReport({ finding: died, origin: [], steps, shrunk: null, paste: [] }, 'safety', (_style, text) => text)
      .trimEnd()
      .split('\n');
    expect(lines.at(-2)).toBe('        29  the observer polls at 28 ms');
    expect(lines.at(-1)).toBe('  →     30  the observer polls at 29 ms: here it ends');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(REPORT_COLUMNS);
  });
});
