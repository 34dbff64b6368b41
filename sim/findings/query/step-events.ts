import type { Run } from '../../run/run.ts';
import { actorOf } from '../../data/ops/frame-pid.ts';
import type { Op } from '../../data/ops/op.ts';
import type { Finding } from '../../oracle/finding.ts';
import { GOAL_NAMES } from '../../oracle/goals.ts';
import { GOAL_MEANINGS } from './vocabulary.ts';

/** Something that happened at a step. */
export interface StepEvent {
  readonly name: string;
  readonly words: readonly string[];
  /** The pid that it is about; null where that is none or not known. */
  readonly pid: number | null;
}

/** Looks at a run after each of its operations, and says what happened there. */
export class EventWatch {
  readonly #goals = new Float64Array(GOAL_NAMES.length);
  #evictions = 0n;

  /** What happened at `op`, which the run has just carried out. To be called after each. O(goals). */
  take(run: Run, op: Op): StepEvent[] {
    const actor = actorOf(op);
    const events: StepEvent[] = [{ name: op.op, words: [], pid: actor }];
    // In a poll it is the event that names a pid.
    const subject = op.op === 'poll' ? (run.event !== null && 'pid' in run.event ? run.event.pid : null) : actor;
    const counts = run.goalCounts;
    for (let goal = 0; goal < counts.length; goal++) {
      if (counts[goal] === this.#goals[goal]) continue;
      this.#goals[goal] = counts[goal];
      const meaning = GOAL_MEANINGS[goal];
      if (meaning !== null) events.push({ ...meaning, pid: subject });
      events.push({ name: 'goal', words: [GOAL_NAMES[goal]], pid: null });
    }
    this.#takeEviction(run, events);
    takeStalls(run, events);
    if (run.finding !== null) events.push(findingEvent(run.finding));
    return events;
  }

  #takeEviction({ subject }: Run, events: StepEvent[]): void {
    const view = subject.trackerView;
    if (view === null) return;
    const evictions = view.counter('evictions');
    if (evictions > this.#evictions) events.push({ name: 'evict', words: [], pid: view.lastEvictedPid });
    this.#evictions = evictions;
  }
}

/** A rule that does not hold, as an event. */
export function findingEvent({ judge, rule }: Finding): StepEvent {
  return { name: 'finding', words: [judge, rule], pid: null };
}

function takeStalls({ exchange }: Run, events: StepEvent[]): void {
  if (exchange?.kind === 'drain') for (const { pid } of exchange.reply) events.push({ name: 'stall', words: [], pid });
  if (exchange?.kind === 'poll' && exchange.reply?.kind === 'stall') events.push({ name: 'stall', words: [], pid: exchange.reply.pid });
}
