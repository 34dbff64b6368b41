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

/** A campaign against a tracker of somebody's own. */
export const OWN_TRACKER = `
import { campaign } from 'varta-sim/vitest';
campaign('mine', { scenarios: ['tracker-direct'], seeds: 1, tracker: './mine.mjs' });
`;
