import { describe, expect, it } from 'vitest';
import { exitOf, mostSevere } from '../../../fuzz/cli/exit.ts';
import type { CrashGroup, SessionResult } from '../../../fuzz/engine/session.ts';

function result(executions: number, change: Partial<SessionResult> = {}): SessionResult {
  const stats = {
    executions,
    corpus: 0,
    covered: 0,
    counters: 0,
    features: 0,
    lastKept: 0,
    elapsedMs: 1,
    sinceNewMs: 1,
    found: 0,
    crashes: 0,
  };
  return { stats, kept: [], found: [], crashes: [], broken: null, isInterrupted: false, ...change };
}

function crash(kind: CrashGroup['kind']): CrashGroup {
  return { signature: kind, detail: '', kind, input: null, count: 1 };
}

describe('exitOf()', () => {
  it('is 0 for a session that ran something and found nothing, and for no other', () => {
    expect(exitOf(result(1))).toBe(0);
    expect(exitOf(result(0))).toBe(70);
    expect(exitOf(result(5, { broken: 'why' }))).toBe(70);
    expect(exitOf(result(5, { isInterrupted: true }))).toBe(72);
    expect(exitOf(result(0, { isInterrupted: true }))).toBe(72);
  });

  it.each([
    ['throw', 77],
    ['exit', 77],
    ['hang', 73],
    ['out-of-memory', 71],
  ] as const)('tells a %s by %i, also where something else happened', (kind, exit) => {
    const crashes = [crash(kind)];
    expect(exitOf(result(5, { crashes }))).toBe(exit);
    expect(exitOf(result(5, { crashes, broken: 'why', isInterrupted: true }))).toBe(exit);
  });
});

describe('mostSevere()', () => {
  it('puts a finding first, and takes nothing at all for broken', () => {
    expect(mostSevere([0, 72, 70, 71, 73, 77])).toBe(77);
    expect(mostSevere([0, 72, 70])).toBe(70);
    expect(mostSevere([0, 72])).toBe(72);
    expect(mostSevere([0, 0])).toBe(0);
    expect(mostSevere([])).toBe(70);
  });
});
