import { UsageError } from '../data/command-line/usage-error.ts';
import { Fields, isObject } from '../data/ops/fields.ts';
import { show } from '../data/ops/refusal.ts';
import { readInput, whyUnreadable } from '../data/read-input.ts';
import { isDay } from '../data/trace/trace-header.ts';

/** One deviation that is expected: a clause or a rule that fails, and why. */
export interface KnownDeviation {
  /** Number of a clause, or name of a rule. */
  readonly check: string;
  /** What the tracker replies where it fails, as a line of JSON; left out, any wrong reply will do. */
  readonly got?: string;
  readonly reason: string;
  readonly link?: string;
  /** The last day on which it is expected, such as 2027-06-30. */
  readonly until?: string;
}

/** Largest file of known deviations. */
const FILE_BYTES_MAX = 1_048_576;

/** Reads a file of known deviations: a JSON array. Throws a {@link UsageError} with the file, the entry and what is wrong. */
export function readKnownDeviations(path: string, checks: readonly string[]): readonly KnownDeviation[] {
  let value: unknown;
  try {
    value = JSON.parse(readInput(path, FILE_BYTES_MAX).toString('utf8')) as unknown;
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read as known deviations: ${error instanceof SyntaxError ? error.message : whyUnreadable(error, 'file')}`,
    );
  }
  if (!Array.isArray(value)) throw new UsageError(`${path} must be a JSON array of known deviations, got ${show(value)}`);
  const known = value.map((entry: unknown, at) => readOne(entry, `${path} entry ${at}`, checks));
  const twice = known.find(({ check }, at) => known.findIndex((other) => other.check === check) !== at);
  if (twice !== undefined) throw new UsageError(`${path} has ${twice.check} twice`);
  return known;
}

function readOne(entry: unknown, where: string, checks: readonly string[]): KnownDeviation {
  if (!isObject(entry)) throw new UsageError(`${where} must be an object, got ${show(entry)}`);
  const fields = new Fields(entry);
  const check = fields.string('check');
  if (!checks.includes(check)) fields.fail(`check must be a clause or a rule of docs/conformance.md, got ${show(check)}`);
  const got = fields.has('got') ? fields.string('got') : undefined;
  const reason = fields.string('reason');
  if (reason.trim() === '') fields.fail('reason must say why, got an empty text');
  const link = fields.has('link') ? fields.string('link') : undefined;
  const until = fields.has('until') ? fields.string('until') : undefined;
  if (until !== undefined && !isDay(until)) fields.fail(`until must be a day such as 2027-06-30, got ${show(until)}`);
  const fault = fields.end('a known deviation');
  if (fault !== null) throw new UsageError(`${where}: ${fault}`);
  return { check, reason, ...(got !== undefined && { got }), ...(link !== undefined && { link }), ...(until !== undefined && { until }) };
}

/** The file of known deviations that a report would need, as text. */
export function formatKnownDeviations(known: readonly KnownDeviation[]): string {
  return `${JSON.stringify(known, null, 2)}\n`;
}
