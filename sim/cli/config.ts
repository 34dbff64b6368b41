import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../data/command-line/usage-error.ts';
import { didYouMean } from '../data/did-you-mean.ts';
import { importModule } from '../data/import-module.ts';
import { show } from '../data/ops/refusal.ts';
import { useCustomModules } from '../world/custom-modules.ts';

/** The file of a project that names its own modules once. */
const CONFIG_NAME = 'varta-sim.config.mjs';

const KEYS = ['scenarios', 'rules'] as const;

/** What a project names once, as the default export of {@link CONFIG_NAME}. Paths are taken from its folder. */
export interface Config {
  /** Modules of scenarios: they are run beside all others, and known by name. Default none. */
  readonly scenarios?: readonly string[];
  /** Modules of rules and goals. Default none. */
  readonly rules?: readonly string[];
}

/** Loads what the nearest config file names, from the working folder up; nothing where there is none. Throws a {@link UsageError}. */
export async function useConfig(): Promise<void> {
  const path = nearestConfig();
  if (path === null) return;
  const { default: config } = await importModule(path);
  const name = relative('', path);
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new UsageError(`${name} must export an object as default, got ${show(config)}`);
  const unknown = Object.keys(config).find((key) => !(KEYS as readonly string[]).includes(key));
  if (unknown !== undefined)
    throw new UsageError(`${name} has no key ${show(unknown)}; there are ${KEYS.join(', ')}${didYouMean(unknown, KEYS)}`);
  const paths = (key: (typeof KEYS)[number]): string[] => {
    const value: unknown = (config as Config)[key] ?? [];
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string'))
      throw new UsageError(`${name}: ${key} must be an array of paths, got ${show(value)}`);
    return (value as string[]).map((one) => resolve(dirname(path), one));
  };
  await useCustomModules({ rules: paths('rules'), scenarios: paths('scenarios') });
}

function nearestConfig(): string | null {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const path = join(folder, CONFIG_NAME);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}
