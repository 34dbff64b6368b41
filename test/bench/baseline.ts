import { cpus } from 'node:os';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { jsonText } from '../../sim/data/quoting/printable.ts';
import { readInput, whyUnreadable } from '../../sim/data/read-input.ts';

const BYTES_MAX = 1 << 20;

/** What is compared of a row: how many times better it is than its peer, or its yardstick. */
export interface BaselineRow {
  readonly name: string;
  readonly ratio: number | null;
}

/** The machine that this is, as reports name it. */
export function machineName(): string {
  return `${cpus()[0]?.model ?? process.arch} × ${cpus().length}`;
}

/**
 * Reads what `--json` of a command printed before: its rows. Throws {@link UsageError} for anything else, for what was printed on another
 * machine, and where it has none of the rows that are to be compared: then the comparison could not fail.
 */
export function readBaseline(command: string, path: string, compared: readonly string[]): readonly BaselineRow[] {
  const report = parsed(textOf(command, path));
  const { machine, rows } = (report ?? {}) as { readonly machine?: unknown; readonly rows?: unknown };
  if (typeof machine !== 'string' || !Array.isArray(rows) || !rows.every(isRow))
    throw new UsageError(`${command}: ${path} is not what --json prints`);
  if (machine !== machineName())
    throw new UsageError(
      `${command}: ${path} was printed on another machine: ${jsonText(machine)}, and this is ${jsonText(machineName())}`,
    );
  if (!(rows as BaselineRow[]).some(({ name, ratio }) => ratio !== null && compared.includes(name)))
    throw new UsageError(`${command}: ${path} has none of what is measured: ${compared.join(', ')}`);
  return rows as BaselineRow[];
}

function textOf(command: string, path: string): string {
  try {
    return readInput(path, BYTES_MAX).toString('utf8');
  } catch (error) {
    throw new UsageError(`${command}: ${path}: ${whyUnreadable(error, 'report')}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isRow(row: unknown): boolean {
  if (typeof row !== 'object' || row === null || !('name' in row) || !('ratio' in row)) return false;
  return typeof row.name === 'string' && (row.ratio === null || typeof row.ratio === 'number');
}

/**
 * Rows whose ratio to their peer has fallen below the baseline's by more than `band`, a part from 0 to 1, or whose bug is not found
 * any more: a sentence for each. What only one of both has is not compared.
 */
export function fallenBehind(now: readonly BaselineRow[], before: readonly BaselineRow[], band: number): readonly string[] {
  return now.flatMap(({ name, ratio }) => {
    const base = before.find((row) => row.name === name)?.ratio ?? null;
    if (base === null || (ratio !== null && ratio >= base * (1 - band))) return [];
    return [`${name}: ${ratio === null ? 'nothing found' : `${ratio.toPrecision(3)} ×`}, the baseline has ${base.toPrecision(3)} ×`];
  });
}
