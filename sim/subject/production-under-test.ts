import { pathToFileURL } from 'node:url';
import { PRODUCTION, type Production } from './production.ts';

/** Names a module that exports a `production` to be run in the place of the real one. For tests of this harness alone. */
const MODULE_VARIABLE = 'VARTA_SIM_HARNESS_TEST_PRODUCTION';
const HEAP_VARIABLE = 'VARTA_SIM_HARNESS_TEST_HEAP_MB';

/** The module that a test of the harness puts in the place of the production code; null outside such tests. */
function plantedModule(): string | null {
  return process.env[MODULE_VARIABLE] ?? null;
}

/** The memory that a test of the harness allows, MB; undefined outside such tests. */
export function plantedHeapMb(): number | undefined {
  const text = process.env[HEAP_VARIABLE];
  return plantedModule() === null || text === undefined ? undefined : Number(text);
}

/** The code under test: the real one, unless a test of the harness has planted another. */
export async function productionUnderTest(): Promise<Production> {
  const path = plantedModule();
  if (path === null) return PRODUCTION;
  const { production } = (await import(pathToFileURL(path).href)) as { readonly production: Production };
  return production;
}
