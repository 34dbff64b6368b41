/** Imports every entry of the package from JavaScript. */
export const ENTRIES = `
import { expect, it } from 'vitest';
import * as main from 'varta-sim';
import * as node from 'varta-sim/node';
import * as internal from 'varta-sim/internal';
import * as sim from 'varta-sim/sim';
import * as vitest from 'varta-sim/vitest';
import * as check from 'varta-sim/fast-check';
import * as fuzz from 'varta-sim/fuzz';
it('is all there', () => {
  for (const [entry, name] of [
    [main, 'Tracker'], [node, 'UdpListener'], [internal, 'TrackerView'], [sim, 'runCampaign'], [vitest, 'campaign'],
    [check, 'operations'], [fuzz, 'fuzz'],
  ]) expect(typeof entry[name]).toBe('function');
  expect(Object.keys(main)).not.toContain('TrackerView');
});
`;

/** The same from TypeScript, with types of each. */
export const TYPES = `
import { encodeFrame, Observer, Tracker, type TrackerOptions } from 'varta-sim';
import { MonotonicClock, UdpListener } from 'varta-sim/node';
import { TrackerView } from 'varta-sim/internal';
import { judge, openTracker, planWorld, runCampaign, SeededEntropy } from 'varta-sim/sim';
import type { CustomRule, Finding, Scenario, StepFacts, Trace } from 'varta-sim/sim';
import { campaign } from 'varta-sim/vitest';
import { operations, TrackerModel, trackerCommands } from 'varta-sim/fast-check';
import { fuzz } from 'varta-sim/fuzz';
const options: TrackerOptions = { capacity: 4 };
export const tracker: Tracker = new Tracker(options);
export const rule: CustomRule = { name: 'x', sentence: 'y', check: ({ view }: StepFacts) => (view.length > 3 ? 'z' : null) };
export const scenario: Scenario = { name: 's', claim: 'c', build: () => ({ config: {} }) };
export const finding: Finding | null = judge([{ op: 'new', capacity: 1, policy: 'strict', window: 1 }], { rules: [rule] }).finding;
export const traces: readonly Trace[] = runCampaign({ scenarios: [scenario] }).failures.map(({ trace }) => trace);
export { campaign, encodeFrame, fuzz, MonotonicClock, Observer, openTracker, operations, planWorld, SeededEntropy };
export { trackerCommands, TrackerModel, TrackerView, UdpListener };
`;

/** What the blocks of docs/trackers.md import: a tracker, and production code, of somebody's own. */
export const IMPORTED = {
  'my-tracker.mjs': (sample: string) =>
    `// @ts-nocheck\n${sample}\nexport class MyTracker extends MapTracker {
  constructor(...[capacity, policy, window]) { super({ capacity, policy, window }); }
}`,
  'my-production.mjs': () =>
    "export { decodeFrame, encodeFrame, Observer, Tracker } from 'varta-sim';" +
    "export { ObserverView, TrackerView } from 'varta-sim/internal';",
};

const VARTA = 'npx --no-install varta-sim';
const FOLLOWED = '--scenario tracker-direct --seeds 1 --tracker';

/** How each block of docs/library.md and docs/trackers.md is run, by the name in its first line: exit code, what is said, command. */
export const BLOCK_RUNS: Readonly<Record<string, readonly [code: number, said: RegExp, command: string]>> = {
  'mine.mjs': [10, /^FAILED +B04 /m, `${VARTA} conform --tracker ./mine.mjs --seeds 0`],
  'mine.test.mjs': [1, /shrunk +\d+ operations to [1-5] /, 'npx vitest run mine.test.mjs'],
  'judge.mjs': [0, /^record-out-of-order 4 3$/m, 'node judge.mjs'],
  'rules.mjs': [0, /^ok /m, `${VARTA} run --scenario tiny-tables --seeds 1 --rules ./rules.mjs`],
  'varta-sim.config.mjs': [0, /few-pids[^]*evictions-counted[^]*four-pids/, `${VARTA} list`],
  'arbitraries.test.mjs': [0, /2 passed/, 'npx vitest run arbitraries.test.mjs'],
  'parse.test.mjs': [0, /1 passed/, 'npx vitest run parse.test.mjs'],
  'tracker.mjs': [0, /the tracker that followed \(mine\b[^]*^ok /m, `${VARTA} run ${FOLLOWED} ./tracker.mjs`],
  'production.mjs': [0, /production code of mine 2: Tracker,[^]*^ok /m, `${VARTA} run ${FOLLOWED} ./production.mjs`],
};
