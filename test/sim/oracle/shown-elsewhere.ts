import { KNOWN_LIMITS } from '../../../sim/world/scenarios/known-limits.ts';

/** A test: its file below `test`, and a part of its title or of its table. */
type Place = readonly [file: string, title: string];

/** Where a rule is shown that the oracle does not ask: a test that breaks it, and one that keeps it and comes close. */
export interface ShownElsewhere {
  readonly breaks: Place;
  readonly keeps: Place;
}

function shown(breaks: Place, keeps: Place): ShownElsewhere {
  return { breaks, keeps };
}

const LIMITS: Place = ['sim/world/scenarios/known-limits.test.ts', 'fails when %s is mended'];
const DEATHS = 'recording/ways.ts';
const CHRONICLE = 'sim/world/chronicle.test.ts';
const OUTLIVED: Place = ['sim/campaign/campaign.whole.test.ts', 'says so when a run lives whose worker was killed'];
const GUARD = 'sim/subject/guard/guard.test.ts';
const PURPOSES = 'sim/world/scenarios/missed-goals.test.ts';

/** By rule. */
export const SHOWN_ELSEWHERE: Readonly<Record<string, ShownElsewhere>> = {
  'transport-balances': shown(
    ['sim/oracle/other-rules.test.ts', 'a datagram that was lost twice'],
    ['sim/oracle/other-rules.test.ts', 'is silent while a network loses, copies, holds back and cuts'],
  ),
  'nothing-forbidden': shown([CHRONICLE, 'fails where a run has one: %s'], [CHRONICLE, 'holds while nothing of that kind happens']),
  'reported-within': shown([CHRONICLE, 'fails where one comes too late'], [CHRONICLE, 'asks nothing of %s']),
  ...Object.fromEntries(
    KNOWN_LIMITS.map(({ name }) => [name, shown(LIMITS, ['sim/world/scenarios/known-limits.test.ts', 'shows every limit'])]),
  ),
  'never-throws': shown(
    ['sim/oracle/other-rules.test.ts', 'raises its finding on an error from the production code'],
    ['sim/world/scenarios/scenarios.whole.test.ts', 'runs clean, the same at each level of checks'],
  ),
  'replies-well-formed': shown(
    ['sim/run/faulty-answers.whole.test.ts', 'meets each rule on answers'],
    ['sim/world/scenarios/scenarios.whole.test.ts', 'runs clean, the same at each level of checks'],
  ),
  'survives-disturbance': shown(
    ['sim/subject/disturbance.test.ts', 'find a drain that keeps to itself'],
    ['sim/subject/disturbance.test.ts', 'leave sound code where it would have been'],
  ),
  'work-bounded': shown(
    ['sim/run/endless.test.ts', 'ends an operation that asks for ever'],
    ['sim/run/endless.test.ts', 'lets the busiest lawful poll pass'],
  ),
  'never-throws-later': shown([DEATHS, 'never-throws-later'], OUTLIVED),
  'never-rejects': shown([DEATHS, 'never-rejects'], OUTLIVED),
  'never-exits': shown([DEATHS, 'never-exits'], OUTLIVED),
  'never-hangs': shown([DEATHS, 'never-hangs'], ['sim/campaign/campaign.whole.test.ts', 'whoever is done first']),
  'never-runs-out-of-memory': shown([DEATHS, 'never-runs-out-of-memory'], OUTLIVED),
  'never-dies': shown([DEATHS, 'never-dies'], OUTLIVED),
  'never-breaks': shown(
    ['sim/campaign/campaign.whole.test.ts', "'harness', 'never-breaks'"],
    ['sim/campaign/campaign.whole.test.ts', 'whoever is done first'],
  ),
  'reply-as-recorded': shown(
    ['sim/findings/replay/replay-trace.test.ts', 'objects at the first reply that is not the recorded one'],
    ['sim/findings/replay/replay-trace.test.ts', 'finds no difference to replies that it would give itself'],
  ),
  'same-seed-same-run': shown(
    ['sim/campaign/campaign.whole.test.ts', 'finds the first step at which two runs part'],
    ['sim/findings/determinism/comparison.test.ts', 'while both runs go on'],
  ),
  'asks-for-nothing': shown([GUARD, 'refuses %s to production code'], [GUARD, 'lets through what answers the same']),
  'world-asks-for-nothing': shown([GUARD, 'watches the drawing of a plan'], [GUARD, 'is down between steps']),
  'precondition-met': shown(
    ['sim/world/scenario-file/file-scenario.test.ts', 'expects nothing under knobs, and its goals without'],
    ['sim/world/scenarios/scenarios.whole.test.ts', 'runs clean, the same at each level of checks'],
  ),
  'seeds-differ': shown([PURPOSES, 'takes a run for repeated'], [PURPOSES, 'takes runs that differ in their last step for different']),
  'required-goals-reached': shown([PURPOSES, 'names what no run reached'], [PURPOSES, 'is content when the last run reaches it']),
  'goals-reached': shown(
    ['sim/zoo/broken-generators.long.test.ts', 'a whole campaign that never reached a goal'],
    ['sim/zoo/broken-generators.long.test.ts', 'a whole campaign that reached each goal once'],
  ),
};
