import { open } from 'node:fs/promises';
import { UsageError } from '../data/command-line/usage-error.ts';
import { codeOf } from '../data/describe-thrown.ts';
import { checkOf, mapOf, openObject } from '../data/json-form.ts';
import { outputPlace, writeInto } from '../data/output-place.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { readInput, whyUnreadable } from '../data/read-input.ts';
import { unwritable } from '../data/write-whole.ts';
import { currentCommit } from '../findings/commit.ts';
import { signatureOf } from '../oracle/finding.ts';
import { trackerSpec } from '../subject/foreign/open-tracker.ts';
import type { CampaignJson } from './campaign-json.ts';
import { sumsByScenario } from './campaign-verdict.ts';
import { goalRuns, pairsOf } from './coverage.ts';
import type { ExitCode } from './exit-code.ts';

/** A signature that came up in a campaign. */
export interface HistoryFinding {
  readonly signature: string;
  readonly sentence: string;
  /** By scenario: runs in which it came up. */
  readonly hits: Readonly<Record<string, number>>;
  /** The line that shows it again. */
  readonly line: string;
}

/** What a history keeps of a campaign: one line. */
export interface CampaignRecord {
  readonly kind: 'campaign';
  /** When it ended, as ISO 8601 in UTC. */
  readonly at: string;
  readonly commit: string;
  readonly exit: number;
  /** What was set by hand, as JSON: campaigns with different settings are not compared. */
  readonly settings: string;
  readonly seed: string;
  readonly seeds: number;
  readonly steps: number;
  readonly elapsedMs: number;
  /** By scenario: its runs. */
  readonly runs: Readonly<Record<string, number>>;
  readonly findings: readonly HistoryFinding[];
  /** By goal: runs that reached it. */
  readonly goals: Readonly<Record<string, number>>;
  /** Pairs of a scenario and a goal that were reached, and those of them that a single run reached. */
  readonly pairs: number;
  readonly once: number;
}

/** What a history keeps of a run of the zoo: one line. */
export interface ZooRecord {
  readonly kind: 'zoo';
  readonly at: string;
  readonly commit: string;
  readonly exit: number;
  /** Bugs that were planted. */
  readonly bugs: number;
}

/** One line of a history. */
export type HistoryRecord = CampaignRecord | ZooRecord;

/** What stands in the file of a history. */
export interface History {
  /** In the order of the file. */
  readonly records: readonly HistoryRecord[];
  /** Lines that are not whole, as a machine leaves them that lost its power: they are passed over. */
  readonly brokenLines: number;
}

const HISTORY_BYTES_MAX = 268_435_456;

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const counts = mapOf(count);
const HEAD = { at: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d' }, commit: text, exit: count } as const;

const FORM = {
  oneOf: [
    openObject({ kind: { const: 'zoo' }, ...HEAD, bugs: count }),
    openObject({
      kind: { const: 'campaign' },
      ...HEAD,
      settings: text,
      seed: text,
      seeds: count,
      steps: count,
      elapsedMs: { type: 'number', minimum: 0 },
      runs: counts,
      findings: { type: 'array', items: openObject({ signature: text, sentence: text, hits: counts, line: text }) },
      goals: counts,
      pairs: count,
      once: count,
    }),
  ],
};

const faultOf = checkOf(FORM);

/** What a history keeps of a campaign that took so long and ended now. */
export function campaignRecord(json: CampaignJson, elapsedMs: number, at: string): CampaignRecord {
  const { commit, exit, check, stepsMax, knobs, seed, seeds, steps, reports, coverage = { reached: {}, rules: {} } } = json;
  const names = json.scenarios.map(({ name }) => name);
  const sums = sumsByScenario(json.runs);
  return {
    kind: 'campaign',
    at,
    commit,
    exit,
    settings: jsonText({ check, stepsMax, knobs, tracker: trackerSpec() }),
    seed,
    seeds,
    steps,
    elapsedMs: Math.round(elapsedMs),
    runs: Object.fromEntries(names.map((name) => [name, sums.get(name)?.runs ?? 0])),
    findings: reports.map(({ signature, finding, again }) => {
      const hits = json.findings.filter((other) => signatureOf(other) === signature).map(({ scenario }) => scenario);
      const perScenario = names.flatMap((name): [string, number][] =>
        hits.includes(name) ? [[name, hits.filter((hit) => hit === name).length]] : [],
      );
      return { signature, sentence: finding.reason, hits: Object.fromEntries(perScenario), line: again };
    }),
    goals: Object.fromEntries(goalRuns(coverage)),
    ...pairsOf(coverage),
  };
}

/** What a history keeps of a run of the zoo that ended now. */
export function zooRecord(bugs: number, exit: ExitCode, at: string): ZooRecord {
  return { kind: 'zoo', at, commit: currentCommit(), exit, bugs };
}

/** Reads a history; one that is not there yet is empty. Throws a {@link UsageError} for a file that is none. */
export function readHistory(command: string, path: string): History {
  let source: string;
  try {
    source = readInput(path, HISTORY_BYTES_MAX).toString('utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { records: [], brokenLines: 0 };
    throw new UsageError(`${command}: --history ${path}: ${whyUnreadable(error, 'history')}`);
  }
  const history = parseHistory(source);
  if (typeof history === 'string') throw new UsageError(`${command}: --history ${path}: ${history}`);
  return history;
}

/** The lines of a history. The reason, as the end of a sentence, if it is none. O(text). */
export function parseHistory(source: string): History | string {
  const records: HistoryRecord[] = [];
  let brokenLines = 0;
  const lines = source.split('\n');
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      // Where nothing whole stands before it, this is a file of another kind.
      if (records.length === 0) return `line ${at + 1} is no line of a history: it is not whole JSON`;
      brokenLines++;
      continue;
    }
    if (faultOf(value) !== null) return `line ${at + 1} is no line of a history, as run --history writes it`;
    records.push(value as HistoryRecord);
  }
  return { records, brokenLines };
}

/**
 * Adds a line at the end of a history: whole, or not at all. What is already there is never touched; a line that could not be
 * written to its end is taken away again. Rejects with what unwritable() makes of a failure. O(line).
 */
export async function appendHistory(path: string, record: HistoryRecord): Promise<void> {
  try {
    await append(path, `${jsonText(record)}\n`);
  } catch (error) {
    throw unwritable(error, `Cannot write ${path}: `);
  }
}

async function append(path: string, line: string): Promise<void> {
  const place = await outputPlace(path);
  if (place.kind === 'stream') {
    await writeInto(place.path, [line]);
    return;
  }
  const file = await open(place.path, 'a+');
  try {
    const { size } = await file.stat();
    // A line without an end was cut off by a machine that lost its power: the new one must not go on behind it.
    const last = size === 0 ? null : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
    const bytes = Buffer.from(last === null || last === 0x0a ? line : `\n${line}`);
    // One call: lines that two processes add at a time stand one behind the other.
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten < bytes.length) {
      await file.truncate(size);
      throw new Error('no space is left for a whole line');
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
