import { after, edit, type Edit, type Mutant } from './mutant.ts';

const RULES = 'sim/oracle/';

/** A rule that was broken. */
export interface JudgeMutant extends Mutant {
  /** Family of the rule; see RULE_BOOK. */
  readonly family: string;
  /** The planted bug that is not found any more; null where the broken rule is violated by sound code. */
  readonly hides: string | null;
}

/** A rule that always holds: the bug that needs it is not found any more. */
function blind(family: string, sentence: string, hides: string, edits: readonly Edit[]): JudgeMutant {
  return { name: `${family.replaceAll(' ', '-')}-blind`, family, sentence, hides, edits };
}

/** A rule that is turned round: sound code violates it. */
function inverted(family: string, sentence: string, edits: readonly Edit[]): JudgeMutant {
  return { name: `${family.replaceAll(' ', '-')}-inverted`, family, sentence, hides: null, edits };
}

/** Lets a function answer null at once. */
function nothing(file: string, head: string): Edit {
  return after(file, head, 'return null;');
}

/** Broken rules, at least one of each family that a campaign asks. Each must turn the zoo, or the campaign, red. */
export const JUDGE_MUTANTS: readonly JudgeMutant[] = [
  blind('state', 'the index may count other pids than the table has', 'size-never-falls', [
    nothing(`${RULES}state-rules.js`, 'function indexSizeMatches({ now, view }) {'),
  ]),
  inverted('state', 'the index must not have as many pids as the table', [
    edit(`${RULES}state-rules.js`, 'return now.indexSize === now.length', 'return now.indexSize !== now.length'),
  ]),
  blind('counters', 'counters may fall, and in a copy with other counts by another amount', 'both-forget-wraps-on-eviction', [
    nothing(`${RULES}state-rules.js`, 'function countersGrow({ now, counters, haveCountersMoved }) {'),
    edit('sim/subject/count-twin.js', 'if (got !== grown &&', 'if (false && got !== grown &&'),
  ]),
  inverted('counters', 'counters must fall', [edit(`${RULES}state-rules.js`, 'if (now[at] < before[at])', 'if (now[at] >= before[at])')]),
  blind('beats', 'anybody may be evicted', 'both-evict-unstalled', [nothing(`${RULES}beat-rules.js`, 'function evictionLawful(facts) {')]),
  inverted('beats', 'a nonce must not advance', [
    edit(`${RULES}beat-rules.js`, 'if (!atMost(accepted.nonceHigh', 'if (atMost(accepted.nonceHigh'),
  ]),
  blind('refusals', 'a beat may be refused for any reason', 'both-refuse-a-skip', [
    nothing(`${RULES}refusal-rules.js`, 'function groundless(facts, beat) {'),
  ]),
  inverted('refusals', 'a beat that is refused as out of order must be in order', [
    edit(`${RULES}refusal-rules.js`, 'if (!atMost(beat.nonceHigh', 'if (atMost(beat.nonceHigh'),
  ]),
  blind('stalls', 'a stall may tell anything', 'both-tell-no-namespace', [
    nothing(`${RULES}stall-rules.js`, 'function stallFault(view, slot, { pid, nonce, last, origin, ns }) {'),
  ]),
  inverted('stalls', 'a stall must come early', [
    edit(`${RULES}stall-rules.js`, 'if (stallLimit.possible && atMost', 'if (stallLimit.possible && !atMost'),
  ]),
  blind('scans', 'tombstones may stand anywhere', 'tombstones-kept', [
    nothing(`${RULES}scan-rules.js`, 'function tombstonesNeeded(facts) {'),
  ]),
  inverted('scans', 'a pid must not lead to its slot', [edit(`${RULES}scan-rules.js`, 'if (found === slot)', 'if (found !== slot)')]),
  blind('polls', 'a drain may be late', 'both-drain-one-late', [
    edit(`${RULES}observer-rules.js`, 'check: drainOnSchedule,', 'check: () => null,'),
  ]),
  inverted('polls', 'the time must not be the largest reading', [
    edit(`${RULES}observer-rules.js`, 'observer.nowNs === nowNs', 'observer.nowNs !== nowNs'),
  ]),
  blind('adapters', 'bytes that were handed over may change', 'ring-hands-out-memory', [
    nothing(`${RULES}adapter-rules.js`, 'function handedOutStays({ udpListeners }) {'),
  ]),
  inverted('adapters', 'datagrams of a socket must go uncounted', [
    edit(`${RULES}adapter-rules.js`, 'heardTotal === readTotal + waiting + dropped', 'heardTotal !== readTotal + waiting + dropped'),
  ]),
  blind('conservation', 'datagrams may go uncounted', 'both-uncount-large-pids', [
    nothing(`${RULES}observer-rules.js`, 'function readEqualsOutcomes({ now, listeners }) {'),
  ]),
  inverted('conservation', 'datagrams must go uncounted', [
    edit(`${RULES}observer-rules.js`, 'return read === counted ? null', 'return read !== counted ? null'),
  ]),
  blind('transport', 'the books of the network need not balance', 'losses-counted-twice', [nothing('sim/world/world.js', '#balance() {')]),
  blind('model', 'the model agrees with everything', 'wrap-uncounted', [nothing(`${RULES}oracle.js`, '#violationOf(difference) {')]),
  inverted('model', 'the model must be of another length', [
    edit(`${RULES}model-check.js`, 'view.length !== model.slots.length', 'view.length === model.slots.length'),
  ]),
  blind('work', 'columns may be read any number of times', 'drain-walks-thrice', [
    edit(`${RULES}work-rules.js`, 'return counted <= bound', 'return bound >= 0'),
  ]),
  inverted('work', 'reads must be beyond their bound', [
    edit(`${RULES}work-rules.js`, 'return counted <= bound', 'return counted > bound'),
  ]),
  blind('liveness', 'nothing must have happened by the end', 'both-refuse-large-pids', [
    nothing(`${RULES}oracle.js`, '#checkSettled(op) {'),
  ]),
  inverted('liveness', 'live agents must not be tracked', [
    edit(`${RULES}liveness-rules.js`, 'live.find((pid) => view.resolve(pid) < 0)', 'live.find((pid) => view.resolve(pid) >= 0)'),
  ]),
  blind('known limits', 'a known limit may go', 'both-keep-first-evicted-pid', [
    edit('sim/world/scenarios/known-limits.js', 'if (showValue(got) === showValue(expected))', 'if (true)'),
  ]),
  inverted('known limits', 'a known limit must have gone', [
    edit(
      'sim/world/scenarios/known-limits.js',
      'if (showValue(got) === showValue(expected))',
      'if (showValue(got) !== showValue(expected))',
    ),
  ]),
  blind('throws', 'a step may throw', 'lookup-of-large-pid-throws', [
    edit(
      'sim/run/run.js',
      "violation = this.#judged ?? this.violationOf(error, op, this.#exchange === null ? 'carrying out' : 'judging');",
      'violation = null;',
    ),
  ]),
  blind('recorded replies', 'a replay may give any reply', 'both-namespace-before-origin', [
    edit('sim/findings/replay/replay.js', '!sameJson(reply, expect)', 'false'),
  ]),
  {
    ...inverted('recorded replies', 'a replay must not give the replies that were recorded', [
      edit('sim/findings/replay/replay.js', '!sameJson(reply, expect)', 'sameJson(reply, expect)'),
    ]),
    needsRecording: true,
  },
  blind('determinism', 'two runs of one seed need not be the same', 'pids-remembered', [
    nothing('sim/findings/determinism/checkpoints.js', 'export async function firstDifferentCheckpoint(seeded, checkpoints, pause) {'),
  ]),
  blind('harness', 'the harness may break', 'network-breaks', [
    edit('sim/report/exit-code.js', "case 'harness':\n            return EXIT.internal;", "case 'harness':\n            return EXIT.ok;"),
  ]),
  blind('goals', 'a campaign may leave out any goal, and a scenario what it is for', 'nothing-malformed', [
    after('sim/report/campaign-verdict.js', 'export function missingGoals({ isWhole, shard, goals, findings }) {', 'return [];'),
  ]),
];

/** The broken rule together with the bug that it hides. */
export function withHidden(judge: JudgeMutant, bug: Mutant): Mutant {
  return {
    ...judge,
    edits: [...judge.edits, ...bug.edits],
    ...(bug.order === undefined ? {} : { order: bug.order }),
    ...(bug.needsRecording === undefined ? {} : { needsRecording: bug.needsRecording }),
  };
}
