import { expect } from 'vitest';
import { encodeFrame, type BeatOrigin, type Frame, type ObserverEvent, type Status, type Update } from '../../../src/index.ts';
import type { TrackerView } from '../../../src/internal.ts';
import type { ObserverInternals } from '../../../src/observer/internals.ts';
import { observerInternals } from '../../../src/observer/observer.ts';
import type { TrackerInternals } from '../../../src/tracker/internals.ts';
import { trackerInternals, type Tracker } from '../../../src/tracker/tracker.ts';
import type { UdpSettings } from '../../../sim/data/ops/adapter-ops.ts';
import type { DrainedStall, ObserverOp, OpKind, OpOf, Replies } from '../../../sim/data/ops/op.ts';
import { Run, type RunOptions } from '../../../sim/run/run.ts';
import { pidWithHome } from '../../../sim/world/unmix32.ts';

/** The threshold of bare trackers on the bench. */
export const T = 100n;

/** One millisecond. */
export const MS = 1_000_000n;

/** A listener with room for two datagrams. */
export const UDP: UdpSettings = {
  origin: 'network-unverified',
  address: '127.0.0.1',
  port: 0,
  waiting_max: 2,
  receive_buffer: 4096,
  host_buffer: 'doubles',
  host_buffer_max: 4096,
  host_table: true,
  clock_start: 0n,
};

/** The 64 pids of one probe path of a table of 72 slots, and one more that finds no cell on it. */
export const PATH: readonly number[] = Array.from({ length: 64 }, (_, number) => pidWithHome(0, 256, number));
export const NEWCOMER = pidWithHome(0, 256, 64);

/** Eight pids elsewhere in that table. */
export const OTHERS: readonly number[] = Array.from({ length: 8 }, (_, number) => pidWithHome(100 + 10 * number, 256, number));

export interface BeatFields {
  readonly origin?: BeatOrigin;
  readonly ns?: bigint | null;
  readonly status?: Status;
  readonly threshold?: bigint;
}

export interface SendFields {
  readonly listener?: number;
  readonly origin?: BeatOrigin;
  readonly peer?: number | null;
  readonly ns?: bigint | null;
  readonly frame?: Partial<Frame>;
  readonly bytes?: Uint8Array;
}

/** A run in the hands of a test: short words for operations, and a way to the tracker's parts. */
export class OracleBench {
  readonly run: Run;

  constructor(options: RunOptions = {}) {
    this.run = new Run(options);
  }

  /** Carries out an operation, unless there is a finding already: then nothing happens any more. */
  step<K extends OpKind>(op: OpOf<K>): Replies[K] {
    if (this.run.finding === null) this.run.step(op);
    return this.run.exchange?.reply as Replies[K];
  }

  create(capacity: number, policy: 'strict' | 'balanced' = 'strict', window = 256): void {
    this.step({ op: 'new', capacity, policy, window });
  }

  beat(pid: number, nonce: bigint, now: bigint, fields: BeatFields = {}): Update {
    const { origin = 'kernel-attested', ns = null, status = 'ok', threshold = T } = fields;
    return this.step<'record'>({ op: 'record', pid, nonce, status, now, threshold, origin, ns });
  }

  drain(now: bigint, threshold = T): readonly DrainedStall[] {
    return this.step<'drain'>({ op: 'drain', now, threshold });
  }

  /** An observer with a threshold of 100 ms, drains each 10 ms, and no limits. */
  observe(options: Partial<ObserverOp> = {}): void {
    this.step({
      op: 'observer',
      threshold: 100n * MS,
      listeners: 1,
      capacity: 8,
      policy: 'strict',
      window: 8,
      drain_interval: 10n * MS,
      per_pid_rate: 0,
      global_rate: 0,
      ...options,
    });
  }

  /** Makes a datagram readable; the time is in milliseconds. */
  send(ms: number, pid: number, nonce: bigint, fields: SendFields = {}): void {
    const { listener = 0, origin = 'kernel-attested', peer = null, ns = null, frame = {}, bytes } = fields;
    const whole = encodeFrame({ status: 'ok', pid, timestamp: 5n, nonce, payload: 9, ...frame });
    this.step({ op: 'datagram', now: BigInt(ms) * MS, listener, origin, peer, ns, bytes: bytes ?? whole });
  }

  poll(ms: number): ObserverEvent | null {
    return this.step<'poll'>({ op: 'poll', now: BigInt(ms) * MS });
  }

  settled(ms: number, live: readonly number[], silent: readonly number[]): void {
    this.step({ op: 'settled', now: BigInt(ms) * MS, live, silent });
  }

  get view(): TrackerView {
    return this.run.subject.trackerView as TrackerView;
  }

  get inside(): TrackerInternals {
    return trackerInternals(this.run.subject.tracker as Tracker);
  }

  get observerInside(): ObserverInternals {
    if (this.run.subject.observer === null) throw new Error('there is no observer');
    return observerInternals(this.run.subject.observer);
  }

  /** Damages the code under test; up to here every rule must hold. */
  damage(how: (inside: TrackerInternals) => unknown): void {
    expect(this.run.finding).toBeNull();
    how(this.inside);
  }

  /** The cell of the index in which a live pid lies. */
  cellOf(pid: number): number {
    const { pids, slots } = this.inside.index.cells;
    return pids.findIndex((other, cell) => other === pid && slots[cell] >= 0);
  }

  /** A full table of 72 slots: {@link PATH} fills its whole probe path and beats at `now`, {@link OTHERS} beat at 0. */
  fillPath(policy: 'strict' | 'balanced' = 'strict', now = 0n): void {
    this.create(72, policy);
    for (const pid of OTHERS) this.beat(pid, 1n, 0n);
    for (const pid of PATH) this.beat(pid, 1n, now);
  }
}
