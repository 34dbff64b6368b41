import {
  encodeModelFrame,
  modelMix,
  ModelTracker,
  type ModelDatagram,
  type ModelFrame,
  type ModelOrigin,
  type ModelTally,
  type ModelTrackerOptions,
  type ModelUpdate,
} from '../../../../sim/oracle/model/index.ts';

export const U64_MAX = 2n ** 64n - 1n;

/** A frame of pid 7 with nonce 1, changed by `change`. */
export function frame(change: Partial<ModelFrame> = {}): ModelFrame {
  return { status: 'ok', pid: 7, timestamp: 0n, nonce: 1n, payload: 0, ...change };
}

/** A kernel-attested datagram that carries `frame(change)`. */
export function datagram(change: Partial<ModelFrame> = {}, envelope: Partial<ModelDatagram> = {}): ModelDatagram {
  return { bytes: encodeModelFrame(frame(change)), origin: 'kernel-attested', peer: null, ns: null, ...envelope };
}

/** A tracker of 8 slots, strict, window 256, changed by `change`. */
export function tracker(change: Partial<ModelTrackerOptions> = {}): ModelTracker {
  return new ModelTracker({ capacity: 8, policy: 'strict', window: 256, ...change });
}

/** Counts by name. */
export function named(tally: ModelTally<string>): Record<string, number> {
  return Object.fromEntries(tally.names.map((name) => [name, tally.of(name)]));
}

export interface Beat {
  readonly pid: number;
  readonly nonce?: bigint;
  readonly now?: bigint;
  readonly origin?: ModelOrigin;
  readonly ns?: bigint | null;
  readonly generation?: bigint | null;
}

/** Records a beat at threshold 100: by default nonce 1 at time 0, kernel-attested, with neither namespace nor generation. */
export function record(into: ModelTracker, beat: Beat): ModelUpdate {
  const { pid, nonce = 1n, now = 0n, origin = 'kernel-attested', ns = null, generation = null } = beat;
  return into.record({ pid, nonce, status: 'ok' }, now, 100n, origin, ns, generation);
}

/** Records pids `from` to `to`, both included. */
export function fill(into: ModelTracker, from: number, to: number): void {
  for (let pid = from; pid <= to; pid++) record(into, { pid });
}

/** The first `count` pids whose home in a table of `cells` cells is `home`. */
export function pidsAt(home: number, cells: number, count: number): number[] {
  const pids: number[] = [];
  for (let pid = 2; pids.length < count; pid++) if (modelMix(pid) % cells === home) pids.push(pid);
  return pids;
}
