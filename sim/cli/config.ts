import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { CommandSpec } from '../data/command-line/arguments.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { didYouMean } from '../data/did-you-mean.ts';
import { importModule } from '../data/import-module.ts';
import { show } from '../data/ops/refusal.ts';
import { useCustomModules } from '../world/custom-modules.ts';

/** The file of a project that names its own modules once. */
const CONFIG_NAME = 'varta-sim.config.mjs';

const KEYS = ['scenarios', 'rules', 'tracker'] as const;

/** What a project names once, as the default export of {@link CONFIG_NAME}. Paths are taken from its folder. */
export interface Config {
  /** Modules of scenarios: they are run beside all others, and known by name. Default none. */
  readonly scenarios?: readonly string[];
  /** Modules of rules and goals. Default none. */
  readonly rules?: readonly string[];
  /** What commands that take `--tracker` are given where they are given none: a module, a `cmd:`, or `ours`. Default none. */
  readonly tracker?: string;
}

/** Loads what the nearest config file names, from the working folder up; nothing where there is none. Throws a {@link UsageError}. */
export async function useConfig(): Promise<void> {
  const read = await readConfig();
  if (read === null) return;
  const { name, folder, config } = read;
  const paths = (key: 'scenarios' | 'rules'): string[] => {
    const value: unknown = config[key] ?? [];
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string'))
      throw new UsageError(`${name}: ${key} must be an array of paths, got ${show(value)}`);
    return (value as string[]).map((one) => resolve(folder, one));
  };
  await useCustomModules({ rules: paths('rules'), scenarios: paths('scenarios') });
}

/** Options beside which the tracker of the config file is not asked. */
const INSTEAD = ['--tracker', '--against', '--compare', '--list', '--help', '-h', '--version'];

/** Further arguments of a command: the tracker of the config file, where it takes one and is given none. Throws a {@link UsageError}. */
export async function trackerOfConfig({ name: command, options }: CommandSpec, args: readonly string[]): Promise<readonly string[]> {
  const isGiven = args.some((arg) => INSTEAD.includes(arg.split('=')[0]));
  const read = command === 'zoo' || !('tracker' in options) || isGiven ? null : await readConfig();
  if (read?.config.tracker === undefined) return [];
  const { name, folder, config } = read;
  const spec: unknown = config.tracker;
  if (typeof spec !== 'string') throw new UsageError(`${name}: tracker must be a module, cmd: and a command, or ours, got ${show(spec)}`);
  const path = relative('', resolve(folder, spec));
  return ['--tracker', spec === 'ours' || spec.startsWith('cmd:') || isAbsolute(spec) ? spec : path.startsWith('..') ? path : `./${path}`];
}

async function readConfig(): Promise<{ readonly name: string; readonly folder: string; readonly config: Config } | null> {
  const path = nearestConfig();
  if (path === null) return null;
  const { default: config } = await importModule(path);
  const name = relative('', path);
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new UsageError(`${name} must export an object as default, got ${show(config)}`);
  const unknown = Object.keys(config).find((key) => !(KEYS as readonly string[]).includes(key));
  if (unknown !== undefined)
    throw new UsageError(`${name} has no key ${show(unknown)}; there are ${KEYS.join(', ')}${didYouMean(unknown, KEYS)}`);
  return { name, folder: dirname(path), config };
}

function nearestConfig(): string | null {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const path = join(folder, CONFIG_NAME);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}
