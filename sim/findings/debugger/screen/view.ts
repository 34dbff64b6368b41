import type { Finding } from '../../../oracle/finding.ts';
import type { Step } from '../time-travel/timeline.ts';
import type { Mark as StepMark } from '../time-travel/step-index.ts';

/** Everything that one screen shows, as values. */
export interface View {
  readonly path: string;
  readonly step: Step;
  /** The number of the last step. */
  readonly last: number;
  readonly marks: readonly StepMark[];
  /** The operation in words, and as a line of the trace. */
  readonly sentence: string;
  readonly opJson: string;
  readonly replyJson: string;
  readonly finding: Finding | null;
  /** The slot that the table turns to. */
  readonly focus: number;
  readonly scroll: number;
  readonly showsModel: boolean;
  readonly showsHelp: boolean;
  /** The line at the foot: what is typed, or what was answered; empty for the keys. */
  readonly foot: string;
}

/** The size of the terminal in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The slot that a step was about: the first that changed, else that of its pid; null if there is none. O(capacity). */
export function focusOf({ before, after, pids }: Step): number | null {
  if (after === null) return null;
  const changed = changedSlots({ before, after });
  if (changed.length > 0) return changed[0];
  const slot = after.slots.findIndex(({ pid }) => pids.includes(pid));
  return slot < 0 ? null : slot;
}

/** Slots in which anything changed. O(capacity). */
export function changedSlots({ before, after }: Pick<Step, 'before' | 'after'>): number[] {
  if (after === null) return [];
  return after.slots.flatMap((slot, at) => {
    const was = before?.slots[at];
    return was !== undefined && Object.entries(slot).every(([field, value]) => was[field as keyof typeof was] === value) ? [] : [at];
  });
}
