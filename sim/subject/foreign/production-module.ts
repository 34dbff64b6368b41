import { resolve } from 'node:path';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { importModule } from '../../data/import-module.ts';
import { show } from '../../data/ops/refusal.ts';
import type { Production } from '../production.ts';
import { plantModule } from '../production-under-test.ts';
import { titleOf } from './hello.ts';

/** What of the production code can be replaced. */
export const PRODUCTION_PARTS = [
  'Tracker',
  'TrackerView',
  'Observer',
  'ObserverView',
  'decodeFrame',
  'encodeFrame',
  'UdpListener',
  'MonotonicClock',
  'formatPrometheus',
  'listenerMetrics',
] as const satisfies readonly (keyof Production)[];

/** These know each other's insides: all of them are replaced, or none. */
const TOGETHER: readonly string[] = PRODUCTION_PARTS.slice(0, 4);

/** What a module for `--tracker ./mine.mjs` exports as `production`: version 1. What it does not have stays that of this package. */
export interface ProductionModule extends Partial<Production> {
  /** 1, which is the default. */
  readonly protocol?: number;
  readonly name: string;
  readonly version?: string;
}

/** Which production code is under test in place of that of this package. */
export interface ReplacedProduction {
  /** Its name and version, as it says. */
  readonly name: string;
  /** Which of {@link PRODUCTION_PARTS} are its own, and which stay ours. */
  readonly replaced: readonly string[];
  readonly ours: readonly string[];
}

const VARIABLE = 'VARTA_SIM_PRODUCTION';

/** The production code that replaces ours in this process and those that it starts; null for none. */
export function replacedProduction(): ReplacedProduction | null {
  const given = process.env[VARIABLE];
  return given === undefined ? null : (JSON.parse(given) as ReplacedProduction);
}

/**
 * Puts the production code of a module in the place of ours, in this process and those that it starts. False where it exports no
 * `production`; throws a {@link UsageError} for one that will not do.
 */
export async function useProduction(spec: string): Promise<boolean> {
  const path = resolve(spec);
  const { production: exported } = await importModule(path);
  if (exported === undefined) return false;
  const production = checkedProduction(exported, path);
  const { name, version = 'unknown' } = production;
  const has = (part: string): boolean => part in production;
  process.env[VARIABLE] = JSON.stringify({
    name: titleOf({ name, version }),
    replaced: PRODUCTION_PARTS.filter(has),
    ours: PRODUCTION_PARTS.filter((part) => !has(part)),
  } satisfies ReplacedProduction);
  plantModule(path);
  return true;
}

/** What a module exports as `production`. Throws a {@link UsageError} for one that will not do. */
export function checkedProduction(exported: unknown, path: string): ProductionModule {
  const fault = faultOf(exported);
  if (fault !== null) throw new UsageError(`${path}: ${fault}`);
  return exported as ProductionModule;
}

/** Why a value is no production, as a sentence; null if it is one. */
function faultOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return `production must be an object, got ${show(value)}`;
  const {
    protocol = 1,
    name,
    version = '',
  } = value as { readonly protocol?: unknown; readonly name?: unknown; readonly version?: unknown };
  if (protocol !== 1) return `production.protocol must be 1, got ${show(protocol)}`;
  if (typeof name !== 'string' || name === '') return `production.name must be a text, got ${show(name)}`;
  if (typeof version !== 'string') return `production.version must be a text, got ${show(version)}`;
  const parts = PRODUCTION_PARTS.filter((part) => part in value);
  if (parts.length === 0) return `production must have some of ${PRODUCTION_PARTS.join(', ')}`;
  const odd = parts.find((part) => typeof (value as Record<string, unknown>)[part] !== 'function');
  if (odd !== undefined) return `production.${odd} must be a function or a class, got ${show((value as Record<string, unknown>)[odd])}`;
  const together = TOGETHER.filter((part) => part in value);
  if (together.length === 0 || together.length === TOGETHER.length) return null;
  return `production must have all of ${TOGETHER.join(', ')} or none, and has ${together.join(', ')}: they know each other's insides`;
}
