import type { Beat, BeatOrigin, EvictionPolicy, ObserverOptions, Status, Tracker } from '../../src/index.ts';
import type { Production } from '../../sim/subject/production.ts';
import { alike, reportFeature } from '../feature.ts';
import { mustBeRefused, type Refusal } from './refusals.ts';

/** A call with one argument that is wrong, and what must be said of it. */
interface Misuse {
  /** Who is called: `tracker`, that of the input, or another, for which it is the same whatever the input is. */
  readonly on: 'tracker' | 'other';
  readonly call: (tracker: Tracker, misused: Misused) => void;
  readonly refusal: Refusal;
}

const BEYOND = 2n ** 64n;
const THRESHOLD_NS = 10_000_000n;
const SOUND: ObserverOptions = { thresholdNs: THRESHOLD_NS, capacity: 1 };

/** What calls of what is no part of an input are shown, and do not look at. */
const NO_TRACKER = null as unknown as Tracker;

/** What is called wrongly beside the tracker. */
export class Misused {
  readonly production: Production;
  /** Polls an observer that is made once, as that takes longer than all calls of an input together; where it cannot be made, throws what that threw. */
  readonly poll: () => void;
  /** By number of a misuse: makes its calls of what is no part of an input. */
  readonly others: readonly (() => void)[];
  /** What the clock of the observer reads. */
  reading: unknown = 0n;

  constructor(production: Production) {
    this.production = production;
    this.others = MISUSES.map((misuses) => () => this.#make(misuses, 'other', NO_TRACKER));
    try {
      const observer = new production.Observer(SOUND, { now: () => this.reading as bigint }, []);
      this.poll = () => void observer.poll();
    } catch (error) {
      this.poll = () => {
        throw error;
      };
    }
  }

  /** Makes the calls of the tracker of an input. */
  makeOnTracker(number: number, tracker: Tracker): void {
    this.#make(MISUSES[number], 'tracker', tracker);
  }

  #make(misuses: readonly Misuse[], whose: Misuse['on'], tracker: Tracker): void {
    for (const { on, call, refusal } of misuses) if (on === whose) mustBeRefused(refusal, () => call(tracker, this));
  }
}

const U32 = 'must be an integer from 0 to 2^32 - 1';
const U64 = 'must be a bigint from 0 to 2^64 - 1';
const COUNT = 'must be an integer of at least 0';

/** What a caller without the compiler's help could pass. */
interface Recording {
  readonly beat?: { readonly [key in keyof Beat]?: unknown };
  readonly now?: unknown;
  readonly threshold?: unknown;
  readonly origin?: unknown;
  readonly ns?: unknown;
}

function outOfRange(text: string): Refusal {
  return { error: 'RangeError', text: `Cannot ${text}` };
}

function ofWrongType(text: string): Refusal {
  return { error: 'TypeError', text: `Cannot ${text}` };
}

function recording({ beat = {}, now = 0n, threshold = 1n, origin = 'kernel-attested', ns = null }: Recording, refusal: Refusal): Misuse {
  const whole = { pid: 1, nonce: 1n, status: 'ok', ...beat } as { pid: number; nonce: bigint; status: Status };
  const call = (tracker: Tracker): void =>
    void tracker.record(whole, now as bigint, threshold as bigint, origin as BeatOrigin, ns as bigint | null);
  return { on: 'tracker', call, refusal };
}

function draining(now: unknown, threshold: unknown, refusal: Refusal): Misuse {
  return { on: 'tracker', call: (tracker) => tracker.drainStalledSlots(now as bigint, threshold as bigint, () => {}), refusal };
}

function lookingUp(pid: unknown, refusal: Refusal): Misuse {
  return { on: 'tracker', call: (tracker) => void tracker.lastNsOf(pid as number), refusal };
}

interface Creation {
  readonly capacity?: unknown;
  readonly evictionPolicy?: unknown;
  readonly evictionScanWindow?: unknown;
}

function creating(options: Creation, refusal: Refusal): Misuse {
  type Options = { capacity?: number; evictionPolicy?: EvictionPolicy; evictionScanWindow?: number };
  return { on: 'other', call: (_tracker, { production }) => void new production.Tracker(options as Options), refusal };
}

function observing(options: { readonly [key in keyof ObserverOptions]?: unknown }, refusal: Refusal): Misuse {
  const whole = { ...SOUND, ...options } as ObserverOptions;
  return { on: 'other', call: (_tracker, { production }) => void new production.Observer(whole, { now: () => 0n }, []), refusal };
}

function pollingAt(reading: unknown, refusal: Refusal): Misuse {
  return {
    on: 'other',
    call: (_tracker, misused) => {
      misused.reading = reading;
      misused.poll();
    },
    refusal,
  };
}

const STATUSES = 'must be one of ok, degraded, critical, stall';
const ORIGINS = 'must be one of kernel-attested, network-unverified, operator-attested, socket-mode-only';

/** By the number in the format: each is made with one of them, and makes all calls of that row. */
export const MISUSES: readonly (readonly Misuse[])[] = [
  [
    recording({ beat: { pid: -1 } }, outOfRange(`record beat: pid ${U32}, got -1`)),
    lookingUp(-1, outOfRange(`look up pid: pid ${U32}, got -1`)),
  ],
  [
    recording({ beat: { pid: 2 ** 32 } }, outOfRange(`record beat: pid ${U32}, got 4294967296`)),
    lookingUp(2 ** 32, outOfRange(`look up pid: pid ${U32}, got 4294967296`)),
  ],
  [
    recording({ beat: { pid: '7' } }, ofWrongType(`record beat: pid ${U32}, got "7"`)),
    recording({ beat: { pid: 7n } }, ofWrongType(`record beat: pid ${U32}, got 7n`)),
    lookingUp('7', ofWrongType(`look up pid: pid ${U32}, got "7"`)),
    lookingUp(undefined, ofWrongType(`look up pid: pid ${U32}, got undefined`)),
  ],
  [
    recording({ beat: { nonce: -1n } }, outOfRange(`record beat: nonce ${U64}, got -1n`)),
    recording({ beat: { nonce: BEYOND } }, outOfRange(`record beat: nonce ${U64}, got 18446744073709551616n`)),
  ],
  [
    recording({ beat: { nonce: 5 } }, ofWrongType(`record beat: nonce ${U64}, got 5`)),
    recording({ beat: { nonce: '5' } }, ofWrongType(`record beat: nonce ${U64}, got "5"`)),
  ],
  [
    recording({ beat: { status: 'fine' } }, outOfRange(`record beat: status ${STATUSES}, got "fine"`)),
    recording({ beat: { status: 0 } }, ofWrongType(`record beat: status ${STATUSES}, got 0`)),
  ],
  [
    recording({ now: BEYOND }, outOfRange(`record beat: nowNs ${U64}, got 18446744073709551616n`)),
    pollingAt(BEYOND, outOfRange(`poll: the clock reading ${U64}, got 18446744073709551616n`)),
    pollingAt(5, ofWrongType(`poll: the clock reading ${U64}, got 5`)),
  ],
  [
    recording({ threshold: BEYOND }, outOfRange(`record beat: thresholdNs ${U64}, got 18446744073709551616n`)),
    observing({ thresholdNs: BEYOND }, outOfRange(`create Observer: thresholdNs ${U64}, got 18446744073709551616n`)),
    observing({ thresholdNs: THRESHOLD_NS - 1n }, outOfRange('create Observer: thresholdNs must be at least 10000000n, got 9999999n')),
    observing({ drainIntervalNs: -1n }, outOfRange(`create Observer: drainIntervalNs ${U64}, got -1n`)),
    observing({ drainIntervalNs: 0n }, outOfRange('create Observer: drainIntervalNs must be at least 1n, got 0n')),
  ],
  [
    recording({ origin: 'hearsay' }, outOfRange(`record beat: origin ${ORIGINS}, got "hearsay"`)),
    recording({ origin: null }, ofWrongType(`record beat: origin ${ORIGINS}, got null`)),
  ],
  [
    recording({ ns: BEYOND }, outOfRange('record beat: nsInode must be null or a bigint from 0 to 2^64 - 1, got 18446744073709551616n')),
    observing({ nsInode: -1n }, outOfRange(`create Observer: nsInode ${U64}, got -1n`)),
  ],
  [
    recording({ ns: 'none' }, ofWrongType('record beat: nsInode must be null or a bigint from 0 to 2^64 - 1, got "none"')),
    observing({ nsInode: 'none' }, ofWrongType(`create Observer: nsInode ${U64}, got "none"`)),
    observing({ allowCrossNamespace: 'no' }, ofWrongType('create Observer: allowCrossNamespace must be true or false, got "no"')),
  ],
  [
    draining(-1n, 1n, outOfRange(`drain stalled slots: nowNs ${U64}, got -1n`)),
    draining(1, 1n, ofWrongType(`drain stalled slots: nowNs ${U64}, got 1`)),
  ],
  [draining(0n, BEYOND, outOfRange(`drain stalled slots: thresholdNs ${U64}, got 18446744073709551616n`))],
  [
    lookingUp(1.5, outOfRange(`look up pid: pid ${U32}, got 1.5`)),
    observing({ perPidRate: -1 }, outOfRange('create Observer: perPidRate must be an integer from 0 to 1000000000, got -1')),
    observing({ perPidRate: 1e9 + 1 }, outOfRange('create Observer: perPidRate must be an integer from 0 to 1000000000, got 1000000001')),
    observing({ perPidRate: 0.5 }, outOfRange('create Observer: perPidRate must be an integer from 0 to 1000000000, got 0.5')),
    observing({ perPidRate: 5n }, ofWrongType('create Observer: perPidRate must be an integer from 0 to 1000000000, got 5n')),
    observing({ globalRate: 9_000_001 }, outOfRange('create Observer: globalRate must be an integer from 0 to 9000000, got 9000001')),
    observing({ globalBurst: -1 }, outOfRange('create Observer: globalBurst must be an integer from 0 to 9000000, got -1')),
    observing({ pidMax: 2 ** 32 }, outOfRange(`create Observer: pidMax ${U32}, got 4294967296`)),
  ],
  [
    creating({ capacity: -1 }, outOfRange(`create Tracker: capacity ${COUNT}, got -1`)),
    creating({ capacity: '8' }, ofWrongType(`create Tracker: capacity ${COUNT}, got "8"`)),
    creating({ evictionScanWindow: -1 }, outOfRange(`create Tracker: evictionScanWindow ${COUNT}, got -1`)),
  ],
  [
    creating({ evictionPolicy: 'kind' }, outOfRange('create Tracker: evictionPolicy must be one of strict, balanced, got "kind"')),
    creating({ evictionPolicy: null }, ofWrongType('create Tracker: evictionPolicy must be one of strict, balanced, got null')),
  ],
];

/** How often one table is called wrongly in the same way. An input mostly repeats one, and their refusals took a quarter of the time. */
const SAME_MISUSES_MAX = 2;

/** Makes the misuses that one input stands for. */
export class MisuseTrial {
  readonly #misused: Misused;
  /** How often each was made on the present table, and which of them at all. */
  readonly #times = new Uint8Array(MISUSES.length);
  #made = 0;

  constructor(misused: Misused) {
    this.#misused = misused;
  }

  /** Another table takes the place of the present one. */
  startTable(): void {
    this.#times.fill(0);
  }

  /**
   * Makes the misuses of that number, which must be refused: twice at most on one table, and on what is no part of it once. What they may
   * have changed, the oracle finds at the next step.
   */
  make(number: number, tracker: Tracker): void {
    if (this.#times[number] === SAME_MISUSES_MAX) return;
    this.#times[number]++;
    const isFirst = (this.#made & (1 << number)) === 0;
    this.#made |= 1 << number;
    reportFeature('tracker misuse', number);
    this.#misused.makeOnTracker(number, tracker);
    if (isFirst) alike(this.#misused.others[number]);
  }
}
