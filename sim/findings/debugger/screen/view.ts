import type { Op } from '../../../data/ops/op.ts';
import type { Finding } from '../../../oracle/finding.ts';
import type { Step, Timeline } from '../time-travel/timeline.ts';
import { STEP_CATEGORIES, type StepCategory } from '../time-travel/step-index.ts';
import { Narrator } from '../../failure-report/narrate.ts';
import { formatOp } from '../../../data/ops/op-format.ts';
import { formatReplyLine } from '../../../data/ops/reply-format.ts';
import { callOf } from '../../../subject/call-of.ts';
import { footOf, type Walk } from './walker.ts';

/** Everything that one screen shows, as values. */
export interface View extends Pick<Walk, 'scroll' | 'showsModel' | 'showsHelp'> {
  readonly path: string;
  readonly step: Step;
  /** The number of the last step. */
  readonly last: number;
  readonly categories: readonly StepCategory[];
  /** The operation in words, and as a line of the trace. */
  readonly sentence: string;
  readonly opJson: string;
  readonly replyJson: string;
  readonly finding: Finding | null;
  /** The slot that the table turns to. */
  readonly focus: number;
  /** The line at the foot: what is typed, or what was answered; empty for the keys. */
  readonly foot: string;
}

/** The size of the terminal in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The slot that a step was about: the first that changed, else that of its pid; null if there is none. O(capacity). */
function focusOf({ before, after, pids }: Step): number | null {
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

/** Makes the values of one screen after the other. */
export class ViewBuilder {
  readonly #timeline: Timeline;
  readonly #path: string;
  readonly #narrator: Narrator;
  #focus = 0;

  constructor(timeline: Timeline, path: string) {
    this.#timeline = timeline;
    this.#path = path;
    // Given all namespaces in their order, the narrator names each the same whichever step is shown first.
    this.#narrator = new Narrator(timeline.namespaces);
  }

  /** The values to show where the walk stands. */
  build(walk: Walk): View {
    const { index, finding, length } = this.#timeline;
    const step = this.#timeline.at(walk.step);
    this.#focus = focusOf(step) ?? this.#focus;
    return {
      path: this.#path,
      step,
      last: length - 1,
      categories: (Object.keys(STEP_CATEGORIES) as StepCategory[]).filter((category) => index.has(walk.step, category)),
      sentence: this.#tell(step),
      opJson: formatOp(step.op),
      replyJson: step.outcome instanceof Error ? `none: ${step.outcome.message}` : formatReplyLine(step.outcome),
      finding,
      focus: this.#focus,
      scroll: walk.scroll,
      showsModel: walk.showsModel,
      showsHelp: walk.showsHelp,
      foot: footOf(walk),
    };
  }

  /** An operation in words, without what came of it. O(1). */
  announce(op: Op): string {
    return this.#narrator.tell({ op });
  }

  #tell({ op, outcome }: Step): string {
    if (outcome instanceof Error) return `${callOf(op) ?? op.op}: the production code fails`;
    return this.#narrator.tell(outcome);
  }
}
