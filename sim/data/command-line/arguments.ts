import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** One option of a command. */
export interface OptionSpec {
  /** What its value stands for in the help; null for a switch. */
  readonly value: string | null;
  readonly help: string;
  readonly repeats?: boolean;
}

/** What a command takes. */
export interface CommandSpec {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

/** The arguments as given. */
export class Arguments {
  readonly positionals: readonly string[];
  readonly #command: string;
  readonly #values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

  constructor(
    command: string,
    values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>,
    positionals: readonly string[],
  ) {
    this.#command = command;
    this.#values = values;
    this.positionals = positionals;
  }

  /** Whether a switch is set. */
  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  /** The text of an option; undefined if it was not given. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The texts of an option that may be given more than once. */
  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
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
    if (found === undefined) this.fail(name, `must be one of ${allowed.join(', ')}`, text);
    return found;
  }

  /** A duration such as 60s or 250ms in nanoseconds; undefined if the option was not given. Throws {@link UsageError}. */
  durationNs(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const match = /^([0-9]{1,9})(?:\.([0-9]{1,6}))?(ns|us|ms|s|m|h)$/.exec(text);
    const unit = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }[match?.[3] ?? ''];
    const ns = match === null || unit === undefined ? Number.NaN : Math.round(Number(`${match[1]}.${match[2] ?? '0'}`) * unit);
    if (!Number.isSafeInteger(ns) || ns <= 0) this.fail(name, 'must be a duration such as 60s, 1.5m or 250ms', text);
    return ns;
  }

  /** Throws a {@link UsageError} about one option. */
  fail(name: string, rule: string, got: string): never {
    throw new UsageError(`${this.#command}: --${name} ${rule}, got ${JSON.stringify(got)}`);
  }
}

/** Reads a command line strictly. Throws {@link UsageError} for what the command does not take. */
export function readArguments(spec: CommandSpec, args: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries({ ...spec.options, help: { value: null, help: '' } }).map(([name, { value, repeats }]: [string, OptionSpec]) => [
      name,
      { type: value === null ? ('boolean' as const) : ('string' as const), multiple: repeats === true },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return new Arguments(spec.name, values, positionals);
  } catch (error) {
    throw new UsageError(`${spec.name}: ${explain(spec, error)}`);
  }
}

function explain(spec: CommandSpec, error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const unknown = /Unknown option '(-{1,2}[^']*)'/.exec(error.message)?.[1];
  if (unknown !== undefined)
    return `there is no option ${unknown}; there are ${Object.keys(spec.options)
      .map((name) => `--${name}`)
      .join(', ')}`;
  const lacking = /Option '(?:-\w, )?--([\w-]+)(?: <value>)?' argument (?:missing|is ambiguous)/.exec(error.message)?.[1];
  if (lacking !== undefined) return `--${lacking} needs a value: --${lacking} ${spec.options[lacking]?.value ?? 'VALUE'}`;
  const switchName = /Option '(?:-\w, )?--([\w-]+)' does not take an argument/.exec(error.message)?.[1];
  if (switchName !== undefined) return `--${switchName} takes no value`;
  return error.message.split('\n')[0];
}

/** The help of a command. */
export function formatHelp(spec: CommandSpec): string {
  const rows = Object.entries(spec.options).map(([name, { value, help }]) => [`--${name}${value === null ? '' : ` ${value}`}`, help]);
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  const lines = rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
  return [`usage: ${spec.usage}`, '', spec.summary, '', ...lines, ''].join('\n');
}
