import { OP_KINDS } from '../../data/ops/op.ts';
import { FRAME_REFUSALS } from '../../data/spec/names.ts';
import { GOAL_NAMES, type Goal } from '../../oracle/goals.ts';

/** What a goal that is reached at a step says of the step: the name of an event, and the words in its brackets. */
export interface GoalMeaning {
  readonly name: string;
  readonly words: readonly string[];
}

/** Families of refusals, each under the first word of what it is called. */
const FAMILY: Readonly<Record<string, readonly string[]>> = {
  'update-out-of-order': ['order'],
  'update-capacity-exceeded': ['capacity'],
  'update-origin-conflict': ['origin'],
  'update-namespace-conflict': ['namespace'],
  'gate-namespace-mismatch': ['namespace'],
  'gate-auth-failure': ['auth'],
  'gate-pid-above-max': ['pid'],
  'gate-rate-limited-per-pid': ['rate'],
  'gate-rate-limited-global': ['rate'],
};
const ACCEPTED: readonly Goal[] = ['update-inserted', 'update-refreshed', 'update-restarted'];

/** By number of the goal: what it means for its step beside `goal(NAME)`; null for one that means nothing else. */
export const GOAL_MEANINGS: readonly (GoalMeaning | null)[] = GOAL_NAMES.map((goal) => {
  const short = goal.replace(/^(update|gate|refusal)-/, '');
  if (ACCEPTED.includes(goal)) return { name: 'accepted', words: [short] };
  if (/^(update|gate)-/.test(goal)) return { name: 'refused', words: [...(FAMILY[goal] ?? []), short] };
  return goal.startsWith('refusal-') && (FRAME_REFUSALS as readonly string[]).includes(short)
    ? { name: 'refused', words: ['decode', short] }
    : null;
});

function wordsOf(name: string): string[] {
  return [...new Set(GOAL_MEANINGS.flatMap((meaning) => (meaning?.name === name ? meaning.words : [])))];
}

/** Every event by its name, with the words that may stand in its brackets; null where any may. */
export const EVENTS: Readonly<Record<string, readonly string[] | null>> = {
  ...Object.fromEntries(OP_KINDS.map((kind) => [kind, []])),
  accepted: wordsOf('accepted'),
  refused: wordsOf('refused'),
  evict: [],
  stall: [],
  goal: GOAL_NAMES,
  // Rules are many, and traces of other revisions name others.
  finding: null,
};
