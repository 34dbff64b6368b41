import { countOf } from '../data/count.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { isObject } from '../data/ops/fields.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { readText } from '../data/read-input.ts';
import { parseJsonLine } from '../data/trace/lines.ts';
import type { PageInsight } from '../view/page-data.ts';
import type { Shown } from './trace-page.ts';

const BYTES_MAX = 16_777_216;

export const INSIGHT_OPTIONS = {
  locate: { value: 'FILE', help: 'what locate --json said of this run: its curve becomes a lane of the time line' },
  explain: { value: 'FILE', help: 'what explain --json said of this run: what of it matters stands below the finding' },
} as const;

type Json = Readonly<Record<string, unknown>>;

/** What locate and explain said of a run that a page is to show; undefined where neither is given. Throws {@link UsageError} for another run's. */
export function readInsight(given: Arguments, { trace: { header, steps } }: Shown): PageInsight | undefined {
  const located = readAnswer(given, 'locate', 'verdict');
  const explained = readAnswer(given, 'explain', 'matters');
  if (located === null && explained === null) return undefined;
  const { curve = null, scenario, seed, operations } = located ?? {};
  if (curve !== null) {
    if (typeof operations !== 'number') throw notPrinted('locate', String(given.text('locate')));
    const isOfRun = scenario === header.scenario && String(seed) === header.seed && (steps === undefined || operations === steps.length);
    if (!isOfRun) {
      const whole = `${countOf(operations, 'operation')} of scenario ${String(scenario)}, seed ${String(seed)}`;
      throw new UsageError(
        `view: --locate ${given.text('locate')} is of ${whole}, and the page is of another run: it must be of that one, before it was shrunk`,
      );
    }
  }
  const lines = explained?.['operations'];
  if (explained !== null && (steps === undefined || !Array.isArray(lines) || lines.length !== steps.length))
    throw new UsageError(
      `view: --explain ${given.text('explain')} is of another run: explain tells of the shrunk one, and the page must be of that`,
    );
  return {
    curve: pointsOf(curve, located?.['scale']),
    steps: [
      ...numbersOf([located?.['infection']], 'step').map((step) => ['infected', step] as const),
      ...numbersOf(located?.['causes'], 'operation').map((step) => ['decided', step] as const),
    ],
    lines: [...(located === null ? [] : ([['inevitable', String(located['verdict'])]] as const)), ...textPairs(explained?.['matters'])],
  };
}

/** The object in a file that a command wrote with --json; it must have `key`. */
function readAnswer(given: Arguments, command: 'locate' | 'explain', key: string): Json | null {
  const path = given.text(command);
  if (path === undefined) return null;
  const json = parseJsonLine(readText(`view: --${command} `, path, BYTES_MAX, 'result'));
  if (isRefusal(json) || !isObject(json.value) || !(key in json.value)) throw notPrinted(command, path);
  return json.value as Json;
}

function notPrinted(command: 'locate' | 'explain', path: string): UsageError {
  return new UsageError(`view: --${command} ${path} must be what ${command} --json prints`);
}

/** Operations kept, and the share of tails that fail. */
function pointsOf(curve: unknown, scale: unknown): [number, number][] {
  if (!Array.isArray(curve)) return [];
  return curve.filter(isObject).map((point) => {
    const { kept, tails, same, sameHere, censored, censoredHere } = point as Record<string, unknown>;
    const [failed, unknown] = scale === 'ever' ? [same, censored] : [sameHere, censoredHere];
    const known = Number(tails) - Number(unknown);
    return [Number(kept), known > 0 ? Number(failed) / known : 0];
  });
}

function numbersOf(list: unknown, key: string): number[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).flatMap((one) => {
    const value = (one as Record<string, unknown>)[key];
    return typeof value === 'number' ? [value] : [];
  });
}

function textPairs(list: unknown): [string, string][] {
  return Array.isArray(list) ? list.filter(Array.isArray).map((pair: unknown[]) => [String(pair[0]), String(pair[1])]) : [];
}
