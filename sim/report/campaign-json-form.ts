import { checkOf, mapOf, object, orNull } from '../data/json-form.ts';
import { EVICTION_POLICIES } from '../data/spec/names.ts';
import type { Knobs } from '../world/scenarios/scenario.ts';
import { GOAL_NAMES } from '../oracle/goals.ts';
import type { CampaignJson } from './campaign-json.ts';
import { EXIT } from './exit-code.ts';

const text = { type: 'string' } as const;
const seed = { type: 'string', pattern: '^[!-~]+$' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const run = { scenario: text, seed } as const;

function list(items: object): object {
  return { type: 'array', items };
}

const details = list({ type: 'array', items: text, minItems: 2, maxItems: 2 });

const FINDING = object(
  { judge: text, rule: text, op: text, step: count, reason: text, expected: text, got: text, nowNs: text, ...run },
  { details },
);

const SHRUNK = object({ before: count, reason: text, expected: text, got: text, operations: list(text), told: list(text) }, { details });

/** What goes into a line to paste is of its type. */
const KNOBS = { capacity: count, policy: { enum: EVICTION_POLICIES }, window: count, forNs: count } satisfies Record<keyof Knobs, object>;

const COVERAGE = object({
  reached: mapOf(mapOf(count)),
  rules: mapOf(object({ asked: count, held: count })),
});

const REPLACED = object({ name: text, replaced: list(text), ours: list(text) });

const FOLLOWED = object({
  tracker: text,
  compared: count,
  skipped: mapOf(count),
  lacking: list(text),
});

/** Keys, and the order of keys, are those of {@link CampaignJson}. */
const FORM = object(
  {
    scenario: text,
    seed,
    seeds: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    shard: { type: ['string', 'null'] },
    steps: count,
    simulatedNs: { type: 'number', minimum: 0 },
    digest: text,
    goals: object(Object.fromEntries(GOAL_NAMES.map((name) => [name, count]))),
    findings: list(FINDING),
    reports: list(
      object({
        signature: text,
        count,
        finding: FINDING,
        trace: { type: ['string', 'null'] },
        again: text,
        shrunk: orNull(SHRUNK),
        others: list(text),
      }),
    ),
    unmet: list(object({ ...run, reason: text })),
    missed: list(object({ scenario: text, goal: text })),
    unfinished: count,
    proven: count,
    runs: list(
      object(
        { ...run, steps: count, simulatedNs: { type: 'number', minimum: 0 }, digest: text, config: { type: 'object' } },
        { happened: { type: 'object' } },
      ),
    ),
    scenarios: { ...list(object({ name: text, textDigest: { type: ['string', 'null'] } })), minItems: 1 },
    check: { enum: ['cheap', 'full'] },
    stepsMax: { type: ['integer', 'null'] },
    knobs: object({}, KNOBS),
    isWhole: { type: 'boolean' },
    commit: text,
    exit: { enum: Object.values(EXIT) },
  },
  { coverage: COVERAGE, followed: FOLLOWED, production: REPLACED },
);

const faultOf = checkOf(FORM);

/** Reads the result of a campaign or of a shard. The reason, as the end of a sentence, if it is none. O(text). */
export function parseCampaignJson(source: string): CampaignJson | string {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return source.trim() === '' ? 'it is empty' : 'it is not whole JSON';
  }
  const fault = faultOf(value);
  return fault === null ? (value as CampaignJson) : `it is not what run --json prints: ${fault}`;
}
