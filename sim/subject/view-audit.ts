import type { ObserverView, TrackerView } from '../../src/internal.ts';
import { describeThrown } from '../data/describe-thrown.ts';
import { describeValue } from '../data/describe-value.ts';
import { MAX_CAPACITY } from '../data/spec/limits.ts';
import { BEAT_ORIGINS, FRAME_REFUSALS, OUTCOMES, STATUSES, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';

// Members of the views by what they answer. The judges read them without looking at their types, which would cost more than judging:
// only where they stumble is every member asked once and looked at.

/** What a member answers. */
type Answer = 'u32' | 'u64' | 'u32?' | 'u64?' | 'flag' | 'size' | 'index' | 'object' | 'bytes' | 'status' | 'origin' | 'outcome?';

/** What a member is asked about; `state` is a getter. */
type Asked =
  | 'state'
  | 'slot'
  | 'cell'
  | 'pid'
  | 'counter name'
  | 'counter'
  | 'listener'
  | 'read'
  | 'outcome name'
  | 'outcome'
  | 'refusal name'
  | 'refusal';

// `show` hands out the state to compare it as a whole: no judge asks for it.
type Members<View> = Readonly<Record<Exclude<keyof View, 'show'>, readonly [asked: Asked, answer: Answer]>>;

/** Members of a tracker's view. */
export const TRACKER_VIEW_MEMBERS: Members<TrackerView> = {
  tracker: ['state', 'object'],
  cells: ['state', 'size'],
  length: ['state', 'size'],
  cursor: ['state', 'size'],
  stallCount: ['state', 'size'],
  indexBytes: ['state', 'bytes'],
  indexSize: ['state', 'size'],
  occupiedCells: ['state', 'size'],
  lastEvictedPid: ['state', 'u32?'],
  stalledPassSlots: ['state', 'u32'],
  anyPassSlots: ['state', 'u32'],
  probes: ['state', 'u32'],
  removalReads: ['state', 'u32'],
  pid: ['slot', 'u32'],
  lastNonce: ['slot', 'u64'],
  lastBeatNs: ['slot', 'u64'],
  status: ['slot', 'status'],
  origin: ['slot', 'origin'],
  nsInode: ['slot', 'u64?'],
  stallEmitted: ['slot', 'flag'],
  terminalSeen: ['slot', 'flag'],
  generation: ['slot', 'u64?'],
  flags: ['slot', 'u32'],
  lastBeatLow: ['slot', 'u32'],
  lastBeatHigh: ['slot', 'u32'],
  lastNonceLow: ['slot', 'u32'],
  lastNonceHigh: ['slot', 'u32'],
  nsInodeLow: ['slot', 'u32'],
  nsInodeHigh: ['slot', 'u32'],
  generationLow: ['slot', 'u32'],
  generationHigh: ['slot', 'u32'],
  cellPid: ['cell', 'u32'],
  cellPasses: ['cell', 'size'],
  cellReach: ['cell', 'size'],
  cellSlot: ['cell', 'index'],
  homeCell: ['pid', 'size'],
  resolve: ['pid', 'index'],
  counter: ['counter name', 'u64'],
  counterLow: ['counter', 'u32'],
};

/** Members of an observer's view. */
export const OBSERVER_VIEW_MEMBERS: Members<ObserverView> = {
  observer: ['state', 'object'],
  tracker: ['state', 'object'],
  nowNs: ['state', 'u64'],
  readingNs: ['state', 'u64'],
  pendingNs: ['state', 'u64'],
  clockRegressions: ['state', 'u64'],
  clockForwardJumps: ['state', 'u64'],
  pauses: ['state', 'u64'],
  milliTokens: ['state', 'u32'],
  pendingStalls: ['state', 'size'],
  lastDrainNs: ['state', 'u64'],
  drains: ['state', 'u32'],
  isDrainDue: ['state', 'flag'],
  dueSinceNs: ['state', 'u64'],
  readsSinceStall: ['state', 'u32'],
  nextListener: ['state', 'size'],
  reads: ['state', 'size'],
  wasFoundEmpty: ['listener', 'flag'],
  lastOutcome: ['listener', 'outcome?'],
  lastOutcomeCode: ['listener', 'index'],
  readListener: ['read', 'size'],
  readOutcomeCode: ['read', 'size'],
  outcomeTotal: ['outcome name', 'u64'],
  outcomeTotalLow: ['outcome', 'u32'],
  refusalTotal: ['refusal name', 'u64'],
  refusalTotalLow: ['refusal', 'u32'],
  beatsOf: ['slot', 'u64'],
  stallsOf: ['slot', 'u64'],
  outOfOrderReported: ['slot', 'flag'],
};

const U32 = 2 ** 32 - 1;
/** Cells, slots and places in lists stay below this; −1 and −2 stand for none. */
const INDEX_MAX = 16 * MAX_CAPACITY;

function isU64(value: unknown): boolean {
  return typeof value === 'bigint' && BigInt.asUintN(64, value) === value;
}

function isInteger(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array;
}

const IS: Readonly<Record<Answer, readonly [due: string, is: (value: unknown) => boolean]>> = {
  u32: ['a u32', (value) => isInteger(value, 0, U32)],
  'u32?': ['a u32 or null', (value) => value === null || isInteger(value, 0, U32)],
  u64: ['a u64', isU64],
  'u64?': ['a u64 or null', (value) => value === null || isU64(value)],
  flag: ['true or false', (value) => typeof value === 'boolean'],
  size: [`an integer from 0 to ${INDEX_MAX}`, (value) => isInteger(value, 0, INDEX_MAX)],
  index: [`an integer from -2 to ${INDEX_MAX}`, (value) => isInteger(value, -2, INDEX_MAX)],
  object: ['an object', (value) => typeof value === 'object' && value !== null],
  bytes: [
    'a list of up to five Uint8Arrays',
    (value) => Array.isArray(value) && value.length <= 5 && [...(value as unknown[])].every(isBytes),
  ],
  status: [`one of ${STATUSES.join(', ')}`, (value) => (STATUSES as readonly unknown[]).includes(value)],
  origin: [`one of ${BEAT_ORIGINS.join(', ')}`, (value) => (BEAT_ORIGINS as readonly unknown[]).includes(value)],
  'outcome?': ['an outcome or null', (value) => value === null || (OUTCOMES as readonly unknown[]).includes(value)],
};

/** The views of a subject. */
export interface Views {
  readonly trackerView: TrackerView | null;
  readonly observerView: ObserverView | null;
  readonly listeners: readonly unknown[];
}

/**
 * Asks every member of the views of the production code: the first that throws, or answers what its type does not allow, as a
 * sentence; null if there is none. O(cells).
 */
export function auditViews({ trackerView, observerView, listeners }: Views): string | null {
  const whole = { listeners: listeners.length, length: 0, cells: 0, reads: 0, pids: [] as unknown[] };
  return (
    (trackerView === null ? null : auditMembers('TrackerView', trackerView, TRACKER_VIEW_MEMBERS, whole)) ??
    (observerView === null ? null : auditMembers('ObserverView', observerView, OBSERVER_VIEW_MEMBERS, whole))
  );
}

interface Sizes {
  readonly listeners: number;
  length: number;
  cells: number;
  reads: number;
  pids: unknown[];
}

function auditMembers<View extends object>(name: string, view: View, members: Members<View>, sizes: Sizes): string | null {
  for (const [member, [asked, answer]] of Object.entries<readonly [Asked, Answer]>(members)) {
    for (const argument of argumentsFor(asked, sizes)) {
      const call = `${name}.${member}${asked === 'state' ? '' : `(${String(argument)})`}`;
      let value: unknown;
      try {
        const read = view[member as keyof View];
        value = asked === 'state' ? read : (read as (argument: unknown) => unknown).call(view, argument);
      } catch (error) {
        return `${call} threw ${describeThrown(error)}`;
      }
      const [due, is] = IS[answer];
      if (!is(value)) return `${call} gave ${describeValue(value)} where ${due} is due`;
      if (member === 'length' || member === 'cells' || member === 'reads') sizes[member] = value as number;
      if (member === 'pid') sizes.pids.push(value);
    }
  }
  return null;
}

function argumentsFor(asked: Asked, { length, cells, reads, listeners, pids }: Sizes): Iterable<unknown> {
  switch (asked) {
    case 'state':
      return [undefined];
    case 'slot':
      return Array.from({ length: Math.max(0, length) }).keys();
    case 'cell':
      return Array.from({ length: Math.max(0, cells) }).keys();
    case 'pid':
      return pids;
    case 'listener':
      return Array.from({ length: listeners }).keys();
    case 'read':
      return Array.from({ length: Math.max(0, reads) }).keys();
    case 'counter name':
      return TRACKER_COUNTER_NAMES;
    case 'counter':
      return TRACKER_COUNTER_NAMES.keys();
    case 'outcome name':
      return OUTCOMES;
    case 'outcome':
      return OUTCOMES.keys();
    case 'refusal name':
      return FRAME_REFUSALS;
    case 'refusal':
      return FRAME_REFUSALS.keys();
  }
}
