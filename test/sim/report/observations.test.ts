import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { CampaignResult } from '../../../sim/campaign/campaign.ts';
import type { RunRequest } from '../../../sim/campaign/campaign-request.ts';
import type { Finding } from '../../../sim/oracle/finding.ts';
import { GoalCounts, GOAL_NUMBER } from '../../../sim/oracle/goals.ts';
import { observationLines } from '../../../sim/report/observations.ts';
import type { SimulationResult } from '../../../sim/world/seeded-run.ts';
import { passedRun } from '../world/passed-run.ts';

/** What Hypothesis asks of a line about a test case: these fields, and no others. */
const object = { type: 'object' };
const text = { type: 'string' };
const TEST_CASE = {
  type: 'object',
  properties: {
    type: { const: 'test_case' },
    status: { enum: ['passed', 'failed', 'gave_up'] },
    status_reason: text,
    representation: text,
    arguments: object,
    how_generated: { type: ['string', 'null'] },
    features: object,
    coverage: { type: ['object', 'null'] },
    timing: { type: 'object', additionalProperties: { type: 'number', minimum: 0 } },
    metadata: object,
    property: text,
    run_start: { type: 'number' },
  },
  required: [
    'type',
    'status',
    'status_reason',
    'representation',
    'arguments',
    'how_generated',
    'features',
    'coverage',
    'timing',
    'metadata',
    'property',
    'run_start',
  ],
  additionalProperties: false,
};
const isTestCase = new Ajv({ allowUnionTypes: true }).compile(TEST_CASE);

const FINDING: Finding = {
  judge: 'model',
  rule: 'event',
  op: 'poll',
  step: 3,
  nowNs: 7n,
  reason: 'it says\u001b[2J\n##[error]no\u202e',
  expected: 'e',
  got: 'g',
};

function run(scenario: string, seed: string, more: Partial<SimulationResult> = {}): SimulationResult {
  const goals = new GoalCounts();
  goals.hit(GOAL_NUMBER['stall-surfaced']);
  return passedRun({ scenario, seed, config: { capacity: 3 }, simulatedNs: 2_500_000_000, goals: [...goals.counts], ...more });
}

const REQUEST = {
  settings: {
    check: 'cheap',
    knobs: { capacity: 3 },
    stepsMax: null,
    scenarios: [
      { name: 'swarm', fileText: null },
      { name: "it's.json", fileText: '{}' },
    ],
  },
  seeds: ['1', '2', '3'],
} as unknown as RunRequest;

const RESULT = {
  runs: [
    [run('swarm', '1'), run('swarm', '2', { finding: FINDING }), null],
    [run("it's.json", '1', { unmetPrecondition: 'no stall came' }), null, null],
  ],
  findings: [
    { finding: FINDING, result: run('swarm', '2', { finding: FINDING }), lines: null, scenario: 0, seed: '2' },
    { finding: { ...FINDING, judge: 'no-throw', rule: 'never-dies' }, result: null, lines: null, scenario: 1, seed: '2' },
  ],
  late: [{ scenario: 0, seed: '3' }],
} as unknown as CampaignResult;

function linesOf(elapsed: readonly (readonly [string, number])[] = []): string {
  return [...observationLines(RESULT, REQUEST, { startedS: 1.5, elapsedMs: new Map(elapsed) })].join('');
}

describe('observationLines()', () => {
  const lines = linesOf([['swarm 1', 250]])
    .split('\n')
    .slice(0, -1);
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('has a line for each run of which something is known, in the schema of Hypothesis, by scenario and seed', () => {
    expect(
      parsed.map((one) => `${String(one['property'])} ${(one['arguments'] as { readonly seed: string }).seed} ${String(one['status'])}`),
    ).toEqual(['swarm 1 passed', 'swarm 2 failed', 'swarm 3 gave_up', "it's.json 1 gave_up", "it's.json 2 failed"]);
    for (const one of parsed) expect([isTestCase(one), isTestCase.errors]).toEqual([true, null]);
  });

  it('tells knobs, steps, goals, verdict, and the line that makes the run again', () => {
    expect(parsed[0]).toMatchObject({
      arguments: { scenario: 'swarm', seed: '1', capacity: 3 },
      features: { steps: 9, simulated_seconds: 2.5, 'goal:stall-surfaced': 1 },
      timing: { 'execute:run': 0.25 },
      metadata: { digest: 'd'.repeat(16), isCutShort: false, finding: null },
      representation: 'npm run sim -- --scenario swarm --seed 1 --capacity 3',
    });
    expect(parsed[1]).toMatchObject({
      status_reason: `model/event/poll: ${FINDING.reason}`,
      metadata: { finding: { rule: 'event', nowNs: '7' } },
    });
    expect(parsed.map((one) => one['status_reason']).slice(2)).toEqual([
      'it took too long',
      'no stall came',
      `no-throw/never-dies/poll: ${FINDING.reason}`,
    ]);
    expect(parsed[4]['representation']).toContain("'");
  });

  it('keeps each run on one line that nobody obeys, and times in two fields alone', () => {
    for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(lines.join()).not.toContain('##[');
    const timeless = (all: string): string => all.replaceAll(/"timing":\{[^}]*\}/g, '').replaceAll(/"run_start":[0-9.]+/g, '');
    expect(timeless(linesOf([['swarm 1', 7]]))).toBe(timeless(linesOf([["it's.json 1", 9]])));
    expect(linesOf([['swarm 1', 7]])).not.toBe(linesOf());
  });
});
