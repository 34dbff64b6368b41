import { deflateSync, inflateSync } from 'node:zlib';
import type { Job, JobResult, RerunJob, RerunResult } from '../campaign/job.ts';
import type { JobLoss } from '../campaign/pool.ts';
import { checkOf, mapOf, object, orNull } from '../data/json-form.ts';
import { MAX_CAPACITY } from '../data/spec/limits.ts';
import { EVICTION_POLICIES } from '../data/spec/names.ts';
import { EXPLORE_CHECKS, type ExploreChunk, type ExploreOrder, type ExploreResult } from './explore-wire.ts';
import { count, FINDING, hex, list, name, seed, text } from './message-form.ts';
import { ABNORMAL_EXIT_RULES, HARNESS_RULE, type AbnormalExit } from '../process/abnormal-exit.ts';
import type { Finding } from '../oracle/finding.ts';
import { GOAL_NAMES } from '../oracle/goals.ts';
import type { SimulationResult } from '../world/seeded-run.ts';
import type { RunSettings } from '../world/run-settings.ts';

// What machines send each other through a queue: JSON, deflated. Whatever comes out of the queue is checked against its form before
// anything of it is used.

/** Longest time for one run, and without a sign of life, and what all runs of a campaign share. */
export interface Order {
  readonly settings: RunSettings;
  readonly jobTimeoutMs: number;
  readonly hangMs: number;
}

/** Runs that a machine makes in one go. */
export interface Chunk {
  readonly campaign: string;
  /** Its name within the campaign: a digest of its jobs. */
  readonly name: string;
  readonly jobs: readonly (Job | RerunJob)[];
  /** The machine that has made these runs already: another is to make them. Null for the first time. */
  readonly not: string | null;
}

/** What came of a chunk. */
export interface ChunkResult {
  /** The machine that made it. */
  readonly by: string;
  /** Whether there was no other machine to make it a second time; then it has no results. */
  readonly isSkipped: boolean;
  readonly results: readonly Omit<JobResult, 'elapsedMs'>[];
  readonly reruns: readonly RerunResult[];
  readonly losses: readonly { readonly number: number; readonly exit: AbnormalExit; readonly step: number }[];
}

/** What machines send each other: of campaigns, and of explorations, which say so by a key. */
export type AnyOrder = Order | ExploreOrder;
export type AnyChunk = Chunk | ExploreChunk;
export type AnyResult = ChunkResult | ExploreResult;

/** Runs of a chunk at most. */
export const CHUNK_MAX = 1000;
/** Bytes of a message at most, deflated and inflated. */
const PAYLOAD_BYTES_MAX = 16_777_216;
const INFLATED_BYTES_MAX = 67_108_864;

const time = { type: 'number', minimum: 0 } as const;

const counts = mapOf(count);

const ORDER = object({
  settings: object(
    {
      check: { enum: ['cheap', 'full'] },
      knobs: object(
        {},
        {
          capacity: { ...count, maximum: MAX_CAPACITY },
          policy: { enum: EVICTION_POLICIES },
          window: { ...count, minimum: 1, maximum: MAX_CAPACITY },
          forNs: count,
        },
      ),
      stepsMax: orNull({ ...count, minimum: 1 }),
      scenarios: { ...list(object({ name: { ...name, maxLength: 4096 }, fileText: orNull(text) }), 1000), minItems: 1 },
    },
    { without: list(name, 1000), countsPremises: { type: 'boolean' } },
  ),
  jobTimeoutMs: { ...count, minimum: 1 },
  hangMs: { ...count, minimum: 1 },
});

const CHUNK = object({
  campaign: hex,
  name: { type: 'string', pattern: '^[0-9a-f]{16}(-again)?$' },
  jobs: {
    ...list(
      object(
        { number: count, scenario: { ...count, maximum: 999 }, seed, keepsCheckpoints: { type: 'boolean' } },
        { checkpoints: list(name, 1_000_000) },
      ),
      CHUNK_MAX,
    ),
    minItems: 1,
  },
  not: orNull(name),
});

const HAPPENED = object({
  deaths: list(
    object({
      pid: count,
      fleet: name,
      how: { enum: ['hung', 'crashed', 'panicked', 'replaced'] },
      atNs: time,
      reportedNs: orNull(time),
    }),
    1000,
  ),
  deathCount: count,
  reportedCount: count,
  delayNs: orNull({ type: 'array', items: time, minItems: 2, maxItems: 2 }),
  otherReports: count,
  evictions: count,
  restarts: count,
  refused: counts,
});

const RESULT = object({
  by: name,
  isSkipped: { type: 'boolean' },
  results: list(
    object({
      number: count,
      result: object(
        {
          scenario: { ...name, maxLength: 4096 },
          seed,
          config: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
          steps: count,
          simulatedNs: time,
          digest: hex,
          // How often each goal was reached, by its number.
          goals: { ...list(count, GOAL_NAMES.length) },
          finding: orNull(FINDING),
          unmetPrecondition: orNull(text),
          isCutShort: { type: 'boolean' },
        },
        {
          happened: HAPPENED,
          customGoals: list(name, 10_000),
          premises: mapOf(object({ asked: count, held: count })),
          followed: object({ compared: count, skipped: counts, lacking: list(name, 1000) }),
        },
      ),
      checkpoints: list(name, 1_000_000),
    }),
    CHUNK_MAX,
  ),
  reruns: list(object({ number: count, differsAt: orNull(count) }), CHUNK_MAX),
  losses: list(
    object({
      number: count,
      exit: object({ rule: { enum: [...ABNORMAL_EXIT_RULES, HARNESS_RULE] }, got: text }),
      step: { type: 'integer', minimum: -1, maximum: Number.MAX_SAFE_INTEGER },
    }),
    CHUNK_MAX,
  ),
});

const CHECKS = { order: checkOf(ORDER), chunk: checkOf(CHUNK), result: checkOf(RESULT) };

/** Writes a message: deflated JSON. Null if it is beyond {@link PAYLOAD_BYTES_MAX}. O(value). */
export function encode(value: AnyOrder | AnyChunk | AnyResult): Buffer | null {
  const json = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  const bytes = deflateSync(json, { level: 6 });
  return bytes.length > PAYLOAD_BYTES_MAX ? null : bytes;
}

/** Reads what all runs of a campaign share. The reason, as the end of a sentence, if it is not that. */
export function decodeOrder(bytes: Buffer): AnyOrder | string {
  return read('order', bytes) as AnyOrder | string;
}

/** Reads a chunk, likewise. */
export function decodeChunk(bytes: Buffer): AnyChunk | string {
  return read('chunk', bytes) as AnyChunk | string;
}

/** Reads what came of a chunk, likewise. */
export function decodeResult(bytes: Buffer): AnyResult | string {
  const value = read('result', bytes);
  if (typeof value === 'string') return value;
  const told = value as AnyResult;
  if ('explore' in told) return told;
  return { ...told, results: told.results.map(({ number, result, checkpoints }) => ({ number, result: withTimes(result), checkpoints })) };
}

/** Why a result is not that of a chunk: it must tell of each of its jobs once, and of no others. Null if it is. O(jobs). */
export function resultFault(told: ChunkResult, chunk: Chunk, { scenarios }: RunSettings): string | null {
  const left = new Map(told.isSkipped ? [] : chunk.jobs.map((job) => [job.number, job] as const));
  const take = (number: number): Job | RerunJob | null => {
    const job = left.get(number) ?? null;
    left.delete(number);
    return job;
  };
  for (const { number, result } of told.results) {
    const job = take(number);
    const isIt = job !== null && !('checkpoints' in job) && result.seed === job.seed && result.scenario === scenarios[job.scenario].name;
    if (!isIt) return `it tells of a run ${number} that was not asked for`;
  }
  for (const { number } of told.reruns) {
    const job = take(number);
    if (job === null || !('checkpoints' in job)) return `it tells of a second run ${number} that was not asked for`;
  }
  for (const { number } of told.losses) if (take(number) === null) return `it tells of a lost run ${number} that was not asked for`;
  return left.size === 0 ? null : `it tells nothing of run ${[...left.keys()][0]}`;
}

/** A run of which two results are not the same. */
export interface DifferentRun {
  readonly number: number;
  /** Scenario and seed, where the results say them. */
  readonly run: string;
}

/** Runs of which two results of a chunk differ, in the order of the first. Lost runs depend on machines, and are not compared. O(results). */
export function differences(first: ChunkResult, second: ChunkResult): DifferentRun[] {
  const others = new Map([...second.results, ...second.reruns].map((each) => [each.number, canonical(each)]));
  return [...first.results, ...first.reruns].flatMap((each) => {
    const other = others.get(each.number);
    if (other === undefined || other === canonical(each)) return [];
    const run = 'result' in each ? `${each.result.scenario} under seed ${each.result.seed}` : `the second run of job ${each.number}`;
    return [{ number: each.number, run }];
  });
}

/** JSON in which the order of keys says nothing. O(size). */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}

function withTimes(result: SimulationResult): SimulationResult {
  const finding = result.finding as (Omit<Finding, 'nowNs'> & { readonly nowNs: unknown }) | null;
  return finding === null ? result : { ...result, finding: { ...finding, nowNs: BigInt(String(finding.nowNs)) } };
}

function read(form: keyof typeof CHECKS, bytes: Buffer): unknown {
  if (bytes.length > PAYLOAD_BYTES_MAX) return `it is longer than ${PAYLOAD_BYTES_MAX} bytes`;
  let value: unknown;
  try {
    value = JSON.parse(inflateSync(bytes, { maxOutputLength: INFLATED_BYTES_MAX }).toString('utf8'));
  } catch {
    return 'it is not whole, or longer than is allowed';
  }
  const checks = typeof value === 'object' && value !== null && 'explore' in value ? EXPLORE_CHECKS : CHECKS;
  return checks[form](value) ?? value;
}

/** A loss as it is sent. */
export function lossToSend({ job, exit, step }: JobLoss): ChunkResult['losses'][number] {
  return { number: job.number, exit, step };
}
