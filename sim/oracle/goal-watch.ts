import { EMPTY_CELL, EVICTION_MULTIPLIER, PROBE_BUDGET, TOMBSTONE_CELL, U32_MAX } from '../data/spec/limits.ts';
import { FRAME_REFUSALS, OUTCOMES, TRACKER_COUNTER } from '../data/spec/names.ts';
import type { TrackerView } from '../../src/internal.ts';
import { fromWords } from '../data/u64-words.ts';
import type { BeatFact, StepFacts } from './facts.ts';
import { GOAL_NUMBER as GOAL, type Goal, type GoalCounts } from './goals.ts';
import { atMost } from './shadow-table.ts';
import { NS_KNOWN } from './slot-reading.ts';

/** The goal of each outcome that a gate makes, and of each that the tracker makes; −1 for the others. */
const [GATE_GOAL, UPDATE_GOAL] = ['gate', 'update'].map((who): readonly number[] =>
  OUTCOMES.map((outcome) => GOAL[`${who}-${outcome}` as Goal] ?? -1),
);

const REFUSAL_GOAL: readonly number[] = FRAME_REFUSALS.map((refusal) => GOAL[`refusal-${refusal}`]);

/** From so many slots on a table is large. */
const LARGE_CAPACITY = 2048;
/** With more stalls than this a queue is long. */
const LONG_QUEUE = 1024;

const CELL_LIVE = 0;
const UPPER_HALF = 0x8000_0000;

/** Counts from the facts of a step which goals it reached. Raises no finding. */
export class GoalWatch {
  readonly #goals: GoalCounts;
  /** What the cells of the index were at the last look; null before the first one, when all were empty. */
  #cells: Int8Array | null = null;
  #probeExhausted = 0;
  #hasEvicted = false;
  #lastReadHigh = Number.NaN;
  #lastReadLow = Number.NaN;
  /** Slots whose pid has stalled before in its present tenancy: 1; null where none has. */
  #stalledBefore: Uint8Array | null = null;
  #capacity = 0;
  #cellCount = 0;

  constructor(goals: GoalCounts) {
    this.#goals = goals;
  }

  /** A new tracker or observer starts. */
  start(capacity: number, cells: number, thresholdNs: bigint): void {
    // Made where they are needed: many runs of a fuzzer have neither an eviction nor a stall.
    this.#cells = null;
    this.#stalledBefore = null;
    this.#capacity = capacity;
    this.#cellCount = cells;
    this.#probeExhausted = 0;
    this.#lastReadHigh = -1;
    this.#hasEvicted = false;
    if (thresholdNs * EVICTION_MULTIPLIER > 0xffff_ffff_ffff_ffffn) this.#goals.hit(GOAL['threshold-saturated']);
  }

  /** Looks at the beats that reached the tracker. Runs before the shadow takes the step over. */
  beats(facts: StepFacts): void {
    for (let at = 0; at < facts.beatCount; at++) {
      const beat = facts.beats[at];
      this.#goals.hit(UPDATE_GOAL[beat.outcomeCode]);
      if (beat.isAccepted) this.#accepted(facts, beat);
      else if (beat.update === 'capacity-exceeded') this.#turnedAway(facts);
      else if (beat.update === 'namespace-conflict' && beat.ns === null) this.#goals.hit(GOAL['namespace-lost']);
    }
    if (facts.victimPid >= 0) this.#hasEvicted = true;
    if (facts.view.probes >= PROBE_BUDGET) this.#goals.hit(GOAL['probe-full-length']);
  }

  /** Looks at a drain. Runs before the shadow takes the step over. */
  drain({ view, shadow, stallLimit, isQuietDrain, nowHigh }: StepFacts): void {
    if (nowHigh >= UPPER_HALF) this.#goals.hit(GOAL['time-above-2^63']);
    if (isQuietDrain || !stallLimit.possible) return;
    for (let slot = 0; slot < shadow.length; slot++) {
      if (!view.stallEmitted(slot) || shadow.isStalled(slot)) continue;
      if (shadow.beatHigh[slot] === stallLimit.high && shadow.beatLow[slot] === stallLimit.low) this.#goals.hit(GOAL['stall-at-threshold']);
    }
  }

  /** A stall came out of a slot. */
  stall(slot: number): void {
    this.#goals.hit(GOAL['stall-surfaced']);
    const stalledBefore = (this.#stalledBefore ??= new Uint8Array(this.#capacity));
    if (stalledBefore[slot] === 1) this.#goals.hit(GOAL['stall-surfaced-twice']);
    stalledBefore[slot] = 1;
  }

  /** Looks at what a poll read and surfaced. */
  poll(facts: StepFacts): void {
    const { observer, listeners, event, readCount, nowHigh, nowLow } = facts;
    if (observer === null) return;
    if (readCount > 0) {
      for (let at = 0; at < readCount; at++) {
        const code = observer.readOutcomeCode(at);
        if (GATE_GOAL[code] >= 0) this.#goals.hit(GATE_GOAL[code]);
      }
      if (readCount > 1) this.#goals.hit(GOAL['poll-read-several']);
      if (this.#lastReadLow === nowLow && this.#lastReadHigh === nowHigh) this.#goals.hit(GOAL['clock-frozen']);
      this.#lastReadHigh = nowHigh;
      this.#lastReadLow = nowLow;
    }
    if (event === null) return;
    if (event.kind === 'decode') this.#goals.hit(REFUSAL_GOAL[FRAME_REFUSALS.indexOf(event.refusal)]);
    if (event.kind !== 'stall') return;
    if (observer.pendingStalls > 0) this.#goals.hit(GOAL['stalls-pending']);
    if (observer.pendingStalls > LONG_QUEUE) this.#goals.hit(GOAL['queue-above-1024']);
    for (const listener of listeners) if (listener.waiting > 0) this.#goals.hit(GOAL['traffic-behind-stalls']);
  }

  /** Looks at the clock: how often it has misbehaved so far. */
  clock(regressed: boolean, jumped: boolean, paused: boolean): void {
    if (paused) this.#goals.hit(GOAL['observer-paused']);
    if (regressed) this.#goals.hit(GOAL['clock-regressed']);
    if (jumped) this.#goals.hit(GOAL['clock-jumped']);
  }

  /** The tracker's counters were taken. */
  taken(view: TrackerView): void {
    this.#probeExhausted = view.counterLow(TRACKER_COUNTER.probeExhausted);
  }

  /** Compares the cells of the index with what they were at the last look. After evictions and their rollbacks. */
  cells(view: TrackerView): void {
    const cells = (this.#cells ??= new Int8Array(this.#cellCount).fill(EMPTY_CELL));
    for (let cell = 0; cell < cells.length; cell++) {
      const now = Math.min(view.cellSlot(cell), CELL_LIVE);
      const before = cells[cell];
      if (now === before) continue;
      cells[cell] = now;
      if (now === TOMBSTONE_CELL) this.#goals.hit(GOAL['tombstone-left']);
      else if (before === TOMBSTONE_CELL) this.#goals.hit(now === EMPTY_CELL ? GOAL['tombstone-reclaimed'] : GOAL['tombstone-reused']);
    }
  }

  #accepted(facts: StepFacts, beat: BeatFact): void {
    const { view, shadow, acceptedSlot, capacity, victimPid } = facts;
    if (beat.status === 'critical') this.#goals.hit(isTerminal(beat) ? GOAL['nonce-terminal'] : GOAL['nonce-regular-critical']);
    if (beat.update === 'refreshed' || beat.update === 'restarted') {
      if (shadow.isStalled(acceptedSlot)) this.#goals.hit(GOAL['stall-ended-by-beat']);
      if (atMost(beat.nonceHigh, beat.nonceLow, shadow.nonceHigh[acceptedSlot], shadow.nonceLow[acceptedSlot]))
        this.#goals.hit(GOAL['nonce-wrapped']);
      if (beat.ns !== null && (shadow.flags[acceptedSlot] & NS_KNOWN) === 0) this.#goals.hit(GOAL['namespace-learned']);
      return;
    }
    if (this.#stalledBefore !== null) this.#stalledBefore[acceptedSlot] = 0;
    if (victimPid < 0) {
      if (view.length === capacity) this.#goals.hit(GOAL['table-full']);
      if (view.length === capacity && capacity >= LARGE_CAPACITY) this.#goals.hit(GOAL['large-table-full']);
      return;
    }
    this.#goals.hit(view.anyPassSlots > 0 ? GOAL['evicted-any'] : GOAL['evicted-stalled']);
    if (shadow.surfaced[acceptedSlot] === 0) this.#goals.hit(GOAL['evicted-unsurfaced']);
    this.#passes(facts);
  }

  #turnedAway(facts: StepFacts): void {
    const { view, shadow, capacity, isStrict, window, evictionLimit } = facts;
    const probeExhausted = view.counterLow(TRACKER_COUNTER.probeExhausted);
    const hadNoCell = probeExhausted !== this.#probeExhausted;
    this.#probeExhausted = probeExhausted;
    if (hadNoCell) this.#goals.hit(GOAL['probe-exhausted']);
    if (hadNoCell && shadow.length < capacity) this.#goals.hit(GOAL['home-full-in-open-table']);
    if (capacity >= LARGE_CAPACITY && this.#hasEvicted) this.#goals.hit(GOAL['newcomer-after-eviction']);
    if (capacity === 0) this.#goals.hit(GOAL['table-empty-capacity']);
    if (capacity === 0 || shadow.length < capacity) return;
    if (hadNoCell) this.#goals.hit(GOAL['eviction-rolled-back']);
    if (isStrict && shadow.stallCount === 0) this.#goals.hit(GOAL['scan-fast-bail']);
    if (!hadNoCell && window < capacity && (view.stalledPassSlots === window || view.anyPassSlots === window))
      this.#goals.hit(GOAL['scan-truncated']);
    // One nanosecond later than the latest evictable beat: silent for exactly ten thresholds.
    const start = shadow.cursor;
    if (
      evictionLimit.possible &&
      fromWords(shadow.beatHigh[start], shadow.beatLow[start]) === fromWords(evictionLimit.high, evictionLimit.low) + 1n
    ) {
      this.#goals.hit(GOAL['silence-at-ten-thresholds']);
    }
    this.#passes(facts);
  }

  #passes({ view, shadow }: StepFacts): void {
    if (view.stalledPassSlots > 0 && view.anyPassSlots > 0) this.#goals.hit(GOAL['scan-two-passes']);
    if (view.cursor < shadow.cursor) this.#goals.hit(GOAL['scan-cursor-wrapped']);
  }
}

function isTerminal({ nonceHigh, nonceLow }: BeatFact): boolean {
  return nonceHigh === U32_MAX && nonceLow === U32_MAX;
}
