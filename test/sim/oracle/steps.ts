import { expect } from 'vitest';
import type { ObserverEvent, Update } from '../../../src/index.ts';
import type { TrackerInternals } from '../../../src/tracker/internals.ts';
import type { ObserverOp, OpKind, OpOf } from '../../../sim/data/ops/op.ts';
import type { BeatFields, OracleBench, SendFields } from './oracle-bench.ts';

/** What is done on a bench, or expected of it. */
export type Step = (bench: OracleBench) => unknown;

/** Takes steps one after another. */
export function play(bench: OracleBench, steps: readonly Step[]): void {
  for (const take of steps) take(bench);
}

export function create(capacity: number, policy?: 'strict' | 'balanced', window?: number): Step {
  return (bench) => bench.create(capacity, policy, window);
}

/** Each pid beats with the nonce 1. */
export function beats(pids: readonly number[], now = 0n): Step {
  return (bench) => {
    for (const pid of pids) bench.beat(pid, 1n, now);
  };
}

/** A strict tracker to which each pid beats with the nonce 1 at time 0. */
export function table(capacity: number, ...pids: number[]): Step {
  return (bench) => play(bench, [create(capacity), beats(pids)]);
}

/** A beat; with `is`, the update that it must make. */
export function beat(pid: number, nonce: bigint, now: bigint, { is, ...fields }: BeatFields & { readonly is?: Update } = {}): Step {
  return (bench) => {
    const update = bench.beat(pid, nonce, now, fields);
    if (is !== undefined) expect(update).toBe(is);
  };
}

/** A drain under the threshold of the bench; with `pids`, those whose stalls it must hand out, in order. */
export function drain(now: bigint, pids?: readonly number[]): Step {
  return (bench) => {
    const stalls = bench.drain(now);
    if (pids !== undefined) expect(stalls.map(({ pid }) => pid)).toEqual(pids);
  };
}

export function observe(options?: Partial<ObserverOp>): Step {
  return (bench) => bench.observe(options);
}

export function send(ms: number, pid: number, nonce: bigint, fields?: SendFields): Step {
  return (bench) => bench.send(ms, pid, nonce, fields);
}

/** A poll; with `event`, what must come of it. */
export function poll(ms: number, event?: Partial<ObserverEvent> | null): Step {
  return (bench) => {
    const polled = bench.poll(ms);
    if (event === null) expect(polled).toBeNull();
    else if (event !== undefined) expect(polled).toMatchObject(event);
  };
}

export function settled(ms: number, live: readonly number[], silent: readonly number[]): Step {
  return (bench) => bench.settled(ms, live, silent);
}

/** Damages the tracker; up to here every rule must hold. */
export function damage(how: (inside: TrackerInternals) => unknown): Step {
  return (bench) => bench.damage(how);
}

export function step<K extends OpKind>(op: OpOf<K>): Step {
  return (bench) => bench.step(op);
}
