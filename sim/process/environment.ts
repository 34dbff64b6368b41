import { parse } from 'node:path';

/** What a process finds around it: nothing that a run may depend on. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Options for Node itself, beside those of this process. */
  readonly nodeOptions: readonly string[];
  /** Arguments for the program. */
  readonly args: readonly string[];
}

/** Two zones, of which no machine is in both; the first is so many minutes from Greenwich in 1970. */
const TIME_ZONES = ['Pacific/Chatham', 'America/St_Johns'] as const;
const FIRST_ZONE_MINUTES = -765;
const LOCALES = ['tr_TR.UTF-8', 'sv_SE.UTF-8'] as const;

/**
 * Environment that differ from those of this process in as much as they can: another time zone, language and country,
 * another user and working folder, other variables in another order, a smaller young generation (so that the collector
 * comes at other times) and shorter stacks.
 */
export function otherEnvironment(): Environment {
  const { env } = process;
  const zone = TIME_ZONES[new Date(0).getTimezoneOffset() === FIRST_ZONE_MINUTES ? 1 : 0];
  const language = LOCALES[(env['LC_ALL'] ?? env['LANG'] ?? '').startsWith('tr') ? 1 : 0];
  const changed = {
    ...Object.fromEntries(Object.entries(env).toReversed()),
    TZ: zone,
    LANG: language,
    LC_ALL: language,
    LANGUAGE: language.slice(0, 2),
    HOME: parse(process.cwd()).root,
    USER: 'another',
    LOGNAME: 'another',
    HOSTNAME: 'elsewhere',
    VARTA_SIM_ANOTHER: 'another',
  };
  return {
    env: changed,
    cwd: parse(process.cwd()).root,
    nodeOptions: ['--max-semi-space-size=4', '--stack-trace-limit=7'],
    args: ['another'],
  };
}
