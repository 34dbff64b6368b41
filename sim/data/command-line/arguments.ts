import { parseArgs } from 'node:util';
import { didYouMean } from '../did-you-mean.ts';
import { parseDuration } from '../duration.ts';
import { wrapColumns, wrapWords } from '../wrap-words.ts';
import { programLine } from './program-line.ts';
import { UsageError } from './usage-error.ts';
import { jsonText } from '../quoting/printable.ts';

/** One option of a command. */
export interface OptionSpec {
  /** What its value stands for in the help; null for a switch. */
  readonly value: string | null;
  readonly help: string;
  /** Whether it may be given more than once, and every value counts. Otherwise two different values are refused. */
  readonly repeats?: boolean;
  /** Options that it contradicts, or that would count for nothing beside it. */
  readonly without?: readonly string[];
  /** The option that it says more about, without which it would count for nothing. */
  readonly needs?: string;
}

/** What a command takes beside its options. */
export interface PositionalSpec {
  /** What each stands for, such as `FILE`; or all of them, such as `FILE … QUERY`. */
  readonly name: string;
  readonly min: number;
  /** `Infinity` for any number. */
  readonly max: number;
}

/** What a command takes, and what its help says. */
export interface CommandSpec {
  readonly name: string;
  /** What to type before the arguments; default {@link programLine}. */
  readonly line?: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** None unless given. */
  readonly positionals?: PositionalSpec;
}

/** Durations that an option takes, and what a refusal of others says. */
export interface DurationBounds {
  readonly leastNs: number;
  readonly mostNs: number;
  readonly rule: string;
}

const ANY_DURATION: DurationBounds = {
  leastNs: 1,
  mostNs: Number.MAX_SAFE_INTEGER,
  rule: 'must be a duration from 1ns to below 2^53ns, about 104 days',
};

type Values = Readonly<Record<string, readonly string[] | undefined>>;

/** The arguments as given. */
export class Arguments {
  readonly positionals: readonly string[];
  readonly #command: string;
  readonly #values: Values;

  constructor(command: string, values: Values, positionals: readonly string[]) {
    this.#command = command;
    this.#values = values;
    this.positionals = positionals;
  }

  /** Whether an option was given. */
  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  /** The text of an option; undefined if it was not given. */
  text(name: string): string | undefined {
    return this.#values[name]?.at(-1);
  }

  /** The texts of an option that may be given more than once. */
  texts(name: string): readonly string[] {
    return this.#values[name] ?? [];
  }

  /** The whole number of an option, `min` to `max`; undefined if it was not given. Throws {@link UsageError}. */
  integer(name: string, min: number, max: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || value < min || value > max) this.fail(name, `must be a whole number from ${min} to ${max}`, text);
    return value;
  }

  /** One of `allowed`; undefined if the option was not given. Throws {@link UsageError}. */
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = allowed.find((candidate) => candidate === text);
    if (found === undefined) this.fail(name, `must be one of ${allowed.join(', ')}`, text, didYouMean(text, allowed));
    return found;
  }

  /** A duration such as 60s or 250ms in nanoseconds; undefined if the option was not given. Throws {@link UsageError}. */
  durationNs(name: string): number | undefined {
    return this.#duration(name, ANY_DURATION);
  }

  /** The same in milliseconds, at least 1 and rounded. */
  durationMs(name: string, bounds: DurationBounds = ANY_DURATION): number | undefined {
    const ns = this.#duration(name, bounds);
    return ns === undefined ? undefined : Math.max(1, Math.round(ns / 1e6));
  }

  #duration(name: string, { leastNs, mostNs, rule }: DurationBounds): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const isTaken = (ns: bigint | string): boolean => typeof ns === 'bigint' && ns >= leastNs && ns <= mostNs;
    const ns = parseDuration(text);
    if (isTaken(ns)) return Number(ns);
    if (typeof ns === 'bigint') return this.fail(name, rule, text);
    // Other programs count seconds where no unit stands.
    const meant = `${text}s`;
    return this.fail(name, ns, text, /^[0-9.]+$/.test(text) && isTaken(parseDuration(meant)) ? didYouMean(meant, [meant]) : '');
  }

  /** Throws a {@link UsageError} about one option. */
  fail(name: string, rule: string, got: string, hint = ''): never {
    throw new UsageError(`${this.#command}: --${name} ${rule}, got ${jsonText(got)}${hint}`);
  }
}

/** What every command takes. */
const COMMON: Readonly<Record<string, OptionSpec>> = { help: { value: null, help: '' }, version: { value: null, help: '' } };

/**
 * Reads a command line strictly: unknown options, values that are missing or empty, values of switches, different values of one option and
 * options that do not go together are refused. A negative number after an option is its value, and so is a hyphen alone. Does not count
 * the positionals. Throws {@link UsageError}.
 */
export function readArguments(spec: CommandSpec, args: readonly string[]): Arguments {
  const known = { ...COMMON, ...spec.options };
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(known).map(([name, { value }]) => [
        name,
        { type: value === null ? ('boolean' as const) : ('string' as const), ...(name === 'help' ? { short: 'h' } : {}) },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const refuse = (why: string): never => {
    throw new UsageError(`${spec.name}: ${why}`);
  };
  const values: Record<string, string[]> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(known, name)) return refuse(unknownOption(spec, rawName.startsWith('--') ? rawName : args[token.index]));
    if (known[name].value === null) {
      if (value !== undefined) return refuse(`--${name} takes no value`);
    } else if (value === undefined || value === '' || (inlineValue !== true && /^-(?![0-9.]|$)/.test(value))) {
      return refuse(`--${name} needs a value: --${name} ${known[name].value}`);
    }
    const before = values[name]?.[0];
    if (before !== undefined && known[name].repeats !== true && before !== (value ?? ''))
      return refuse(`--${name} is given twice, as ${jsonText(before)} and as ${jsonText(value)}`);
    (values[name] ??= []).push(value ?? '');
  }
  for (const name of Object.keys(values)) {
    const { without = [], needs } = known[name];
    const other = without.find((one) => values[one] !== undefined);
    if (other !== undefined) return refuse(`--${name} and --${other} do not go together`);
    if (needs !== undefined && values[needs] === undefined) return refuse(`--${name} goes with --${needs} alone`);
  }
  return new Arguments(spec.name, values, positionals);
}

function unknownOption({ options }: CommandSpec, given: string): string {
  const names = Object.keys(options).map((name) => `--${name}`);
  const there = names.length === 0 ? 'it has none' : `there are ${names.join(', ')}`;
  return `there is no option ${given}; ${there}${didYouMean(given.replace(/^-*/, '--'), names)}`;
}

/** Throws a {@link UsageError} unless there are as many positionals as a command takes. */
export function checkPositionals(spec: CommandSpec, { positionals }: Arguments): void {
  const { name, min, max } = spec.positionals ?? { name: '', min: 0, max: 0 };
  const count = positionals.length;
  if (positionals.includes('')) throw new UsageError(`${spec.name}: an argument is empty; usage: ${usageOf(spec)}`);
  if (count >= min && count <= max) return;
  if (name.includes(' | ')) {
    const got = count === 0 ? 'nothing' : positionals.map(jsonText).join(' ');
    throw new UsageError(`${spec.name}: say what to do, one of: ${name.replaceAll(' |', ',')}; got ${got}`);
  }
  const got = max === 0 ? jsonText(positionals[0]) : String(count);
  const takes =
    max === 0
      ? 'no arguments'
      : name.includes(' ')
        ? name
        : min === max
          ? `${min} ${name}`
          : count < min
            ? `${min} ${name} or more`
            : `at most ${max} ${name}`;
  throw new UsageError(`${spec.name}: takes ${takes}, got ${got}; usage: ${usageOf(spec)}`);
}

/** The line that calls a command. */
function usageOf({ name, line = programLine(name), options, positionals }: CommandSpec): string {
  const words = [line];
  if (Object.keys(options).length > 0) words.push('[OPTIONS]');
  if (positionals !== undefined) {
    const many = positionals.max > 1 && !positionals.name.includes(' ') ? `${positionals.name} …` : positionals.name;
    words.push(positionals.min === 0 ? `[${many}]` : many);
  }
  return words.join(' ');
}

/** The help of a command at this width: how to call it, what it does, what each option is for. */
export function formatHelp(spec: CommandSpec, columns: number): string {
  const rows = Object.entries(spec.options).map(
    ([name, { value, help }]) => [`--${name}${value === null ? '' : ` ${value}`}`, help] as const,
  );
  const summary = spec.summary.split('\n').flatMap((line) => wrapWords(line, columns));
  const options = rows.length === 0 ? [] : ['', ...wrapColumns(rows, columns)];
  return `${[`usage: ${usageOf(spec)}`, '', ...summary, ...options].join('\n')}\n`;
}
