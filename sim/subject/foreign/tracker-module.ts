import type { BeatOrigin, EvictionPolicy, Frame, FrameRefusal, Status, Update } from '../../../src/index.ts';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { describeThrown } from '../../data/describe-thrown.ts';
import type { DrainedStall, GetField, TakeCounter, TrackerOp } from '../../data/ops/op.ts';
import { isRefusal, show } from '../../data/ops/refusal.ts';
import { FUNCTION, optional, record, type Form } from '../../data/value-form.ts';
import { answerAll } from './answer-all.ts';
import { parseHello, PROTOCOL_VERSION, type ExtraOption, type Hello } from './hello.ts';
import type { Answers, TrackerConnection } from './tracker-connection.ts';

/** What a tracker is made with. Extra options are given only where `options` names them, and where they are not off. */
export interface TrackerModuleOptions {
  /** Slots asked for, an integer of at least 0; above 4096 it is cut to that. */
  readonly capacity: number;
  readonly policy: EvictionPolicy;
  /** Slots that an eviction pass reads, an integer of at least 0; clamped to 1..4096. */
  readonly window: number;
  readonly restart_after_stall?: 'never' | 'attested' | 'always';
  readonly pin_generation?: boolean;
  readonly origin_takeover?: boolean;
  readonly last_words?: boolean;
  readonly index_key?: bigint | null;
}

/** A beat as a tracker is given it; see the operation `record`. */
export interface ModuleBeat {
  readonly pid: number;
  readonly nonce: bigint;
  readonly status: Status;
  readonly now: bigint;
  readonly threshold: bigint;
  readonly origin: BeatOrigin;
  readonly ns: bigint | null;
  /** Null unless the tracker has `pin_generation` and it is on. */
  readonly generation: bigint | null;
}

/** A tracker from elsewhere, in this process. All times are nanoseconds, all u64 bigints. */
export interface TrackerUnderTest {
  record(beat: ModuleBeat): Update;
  /** Pids that are newly stalled, in slot order. */
  drain(now: bigint, threshold: bigint): readonly DrainedStall[];
  /** Reads and clears; bigint, but for `evicted_pid` a pid or null. */
  take?(counter: TakeCounter): bigint | number | null;
  /** Undefined for a pid that is not tracked. */
  get?(field: GetField, pid: number): bigint | BeatOrigin | null | undefined;
  len?(): number;
}

/** What a module for `--tracker ./mine.mjs` exports as `tracker`. Version 1 of the interface. */
export interface TrackerModule {
  /** 1, which is the default. */
  readonly protocol?: number;
  readonly name: string;
  readonly language?: string;
  readonly version?: string;
  /** Counters that `take` has; default all. */
  readonly counters?: readonly TakeCounter[];
  /** Extra options that `create` takes; default none. */
  readonly options?: readonly ExtraOption[];
  create(options: TrackerModuleOptions): TrackerUnderTest;
  /** The codec, where the module has one. */
  decode?(bytes: Uint8Array): Frame | FrameRefusal;
  encode?(frame: Frame): Uint8Array;
}

const ANY: Form = () => null;
/** A key that is misspelt would silently be its default. What `hello` has too is checked as that is. */
const MODULE = record<TrackerModule>({
  protocol: ANY,
  name: ANY,
  language: ANY,
  version: ANY,
  counters: ANY,
  options: ANY,
  create: FUNCTION,
  decode: optional(FUNCTION),
  encode: optional(FUNCTION),
});

/** Opens what a module exports as `tracker`; `path` is what sentences call it. Throws a {@link UsageError} for one that is none, or that misses something. */
export function connectModule(exported: unknown, path: string): TrackerConnection {
  if (typeof exported !== 'object' || exported === null)
    throw new UsageError(`${path} must export an object named tracker, got ${show(exported)}`);
  const fault = MODULE(exported, 'tracker');
  if (fault !== null) throw new UsageError(`${path}: ${fault}`);
  const module = exported as TrackerModule;
  let made: TrackerUnderTest;
  try {
    made = module.create({ capacity: 1, policy: 'strict', window: 1 });
  } catch (error) {
    throw new UsageError(`${path}: tracker.create({ capacity: 1, policy: 'strict', window: 1 }) threw ${describeThrown(error)}`);
  }
  for (const method of ['record', 'drain'] as const) {
    if (typeof made?.[method] !== 'function')
      throw new UsageError(`${path}: a tracker must have a method ${method}, got ${show(made?.[method])}`);
  }
  const { protocol = PROTOCOL_VERSION, name, language = 'JavaScript', version, counters, options } = module;
  const hello = parseHello(
    JSON.parse(
      JSON.stringify({
        protocol,
        name,
        language,
        version,
        counters,
        options,
        operations: [
          'new',
          'record',
          'drain',
          ...(['take', 'get', 'len'] as const).filter((method) => typeof made[method] === 'function'),
          ...(['decode', 'encode'] as const).filter((method) => typeof module[method] === 'function'),
        ],
      }),
    ),
  );
  if (isRefusal(hello)) throw new UsageError(`${path}: ${hello.refused.replace(/hello\./g, 'tracker.')}`);
  return new ModuleConnection(module, hello);
}

class ModuleConnection implements TrackerConnection {
  readonly hello: Hello;
  readonly #module: TrackerModule;
  #tracker: TrackerUnderTest | null = null;

  constructor(module: TrackerModule, hello: Hello) {
    this.#module = module;
    this.hello = hello;
  }

  begin(): void {}

  restart(): void {
    this.#tracker = null;
  }

  submit(ops: readonly TrackerOp[]): () => Answers {
    const answers = answerAll(ops, (op) => this.#carryOut(op));
    return () => answers;
  }

  close(): void {
    this.#tracker = null;
  }

  #carryOut(op: TrackerOp): unknown {
    switch (op.op) {
      case 'new': {
        const { op: _, ...options } = op;
        this.#tracker = this.#module.create(options);
        return null;
      }
      case 'record': {
        const { pid, nonce, status, now, threshold, origin, ns, generation = null } = op;
        return this.#started.record({ pid, nonce, status, now, threshold, origin, ns, generation });
      }
      case 'drain':
        return this.#started.drain(op.now, op.threshold);
      case 'take':
        return this.#started.take?.(op.counter);
      case 'get':
        return this.#started.get?.(op.field, op.pid);
      case 'len':
        return this.#started.len?.();
      case 'decode':
        return this.#module.decode?.(op.bytes);
      case 'encode':
        return this.#module.encode?.(op.frame);
    }
  }

  get #started(): TrackerUnderTest {
    if (this.#tracker === null) throw new RangeError('there is no tracker yet: a session begins with new');
    return this.#tracker;
  }
}
