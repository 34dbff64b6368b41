import type { Arguments, OptionSpec } from '../data/command-line/arguments.ts';
import { useRules } from '../world/custom-modules.ts';
import { useConfig } from './config.ts';

/** The option by which a command is given rules and goals of the user's own. */
export const RULES_OPTION: OptionSpec = {
  value: 'MODULE',
  help: 'rules and goals of your own beside ours: a module (./mine.mjs); may be repeated',
  repeats: true,
};

/** Loads what the config file of the project and `--rules` name. Throws a UsageError. */
export async function useCustom(args: Arguments): Promise<void> {
  await useConfig();
  for (const path of args.texts('rules')) await useRules(path);
}
