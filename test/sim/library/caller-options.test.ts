import { describe, expect, it } from 'vitest';
import * as sim from '../../../sim/library/index.ts';
import { campaign, type CampaignTestOptions } from '../../../sim/library/vitest/index.ts';

// What JavaScript may hand over, whatever the types say.
const any = (value: unknown): never => value as never;
const START: sim.Op = { op: 'new', capacity: 1, policy: 'strict', window: 1 };
const FINDING = any({ judge: 'model', rule: 'x', reason: '', op: 'new', step: 0, nowNs: 0n });
const SOUND: sim.Scenario = { name: 'mine', claim: 'it holds', build: () => ({ config: {} }) };

/** Calls that are wrong, by function, with the sentence that each is refused by. */
const CALLS: readonly (readonly [call: () => unknown, sentence: RegExp])[] = [
  [
    () => sim.judge([START], any({ rulez: [] })),
    /^Cannot replay: options has no key "rulez"; there are rules, goals, tracker, check; did you mean "rules"\?$/,
  ],
  [() => sim.judge([START], { check: any('fast') }), /options\.check must be one of cheap, full, got the string "fast"/],
  [() => sim.judge([START], { rules: any('x') }), /options\.rules must be an array, got the string "x"/],
  [() => sim.judge([START], { rules: [any({ name: 'x', sentence: 'y' })] }), /options\.rules\[0\] must have a function check, or/],
  [
    () => sim.judge([START], { goals: [any({ name: 'x', sentence: 'y', reach: 1 })] }),
    /goals\[0\] has no key "reach"; there are name, sentence, reached$/,
  ],
  [() => sim.judge([START], { tracker: any('./mine.mjs') }), /options\.tracker must be what openTracker\(\) gives, got the string/],
  [() => sim.shrinkTrace(sim.traceOf([START]), { runsMax: 0 }), /^Cannot shrink: options\.runsMax must be a whole number of at least 1/],
  [() => sim.failureReport(FINDING, sim.traceOf([START]), { columns: 4 }), /options\.columns must be a whole number of at least 40/],
  [
    () => sim.runScenario('tinny-tables', '1'),
    /^Cannot run a scenario: scenario must be one of .*steady-fleet.*, got the string "tinny-tables"; did you mean "tiny-tables"\?$/,
  ],
  [() => sim.runScenario('tiny-tables', any(1)), /^Cannot run a scenario: seed must be a text, such as '1', got 1$/],
  [() => sim.runScenario('tiny-tables', 'a b'), /seed must be printable ASCII without spaces/],
  [() => sim.runScenario('tiny-tables', '1', any({ seeds: 2 })), /options has no key "seeds"/],
  [() => sim.recordScenario('tiny-tables', '1', { knobs: any({ capasity: 3 }) }), /options\.knobs has no key "capasity"; .*"capacity"/],
  [
    () => sim.tryScenario({ ...SOUND, build: any(() => null) }, '7'),
    /mine cannot be run under seed 7: its plan must be an object, got null/,
  ],
  [() => sim.tryScenario({ ...SOUND, goals: any('x') }, '7'), /scenario\.goals must be an array/],
  [() => sim.runCampaign(any({ scenarios: 'tiny-tables' })), /options\.scenarios must be an array that is not empty/],
  [() => sim.runCampaign({ scenarios: [] }), /options\.scenarios must be an array that is not empty, got an array of length 0/],
  [
    () => sim.runCampaign({ scenarios: ['tiny-tables'], seeds: any('two') }),
    /options\.seeds must be a number, or an array of texts .*got the string "two"/,
  ],
  [
    () => sim.runCampaign({ scenarios: ['tiny-tables'], seeds: 0 }),
    /options\.seeds must be a whole number of at least 1, got the number 0/,
  ],
  [() => sim.runCampaign({ scenarios: ['tiny-tables'], seeds: ['1', any(2)] }), /options\.seeds\[1\] must be a text/],
  [
    () => sim.runCampaign({ scenarios: [{ ...SOUND, goals: ['table-ful'] }] }),
    /goals of mine\[0\] must be one of .*did you mean "table-full"\?$/,
  ],
  ...(
    [
      [{ trackr: './mine.mjs' }, /^Cannot make a campaign: options has no key "trackr"; .*did you mean "tracker"\?$/],
      [
        { scenarios: ['tracker-direkt'] },
        /options\.scenarios\[0\] must be one of .*, got the string "tracker-direkt"; did you mean "tracker-direct"\?$/,
      ],
      [{ seeds: 'two' }, /options\.seeds must be a number, or an array/],
      [{ tracker: {} }, /options\.tracker must be an object with create, a path/],
      [{ findings: 5 }, /options\.findings must be a text/],
      [{ timeoutMs: '5s' }, /options\.timeoutMs must be a whole number/],
    ] as const
  ).map(
    ([options, sentence]) =>
      [() => campaign('mine', { scenarios: ['tiny-tables'], ...options } as unknown as CampaignTestOptions), sentence] as const,
  ),
  [() => campaign(any(undefined), { scenarios: ['tiny-tables'] }), /^Cannot make a campaign: name must be a text that is not empty/],
];

describe('the library', () => {
  it.each(CALLS.map(([call, sentence]) => [sentence, call] as const))('refuses a wrong call: %s', (sentence, call) => {
    let error: unknown;
    try {
      call();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(sentence);
    expect((error as Error).message).toMatch(/^Cannot [^\n]+$/);
  });
});

// Its path is taken from the folder of this file: from the working folder there is no such file.
campaign('a tracker beside the test file', {
  scenarios: ['tracker-direct'],
  seeds: 1,
  tracker: '../../../docs/examples/map-tracker.mjs',
});
