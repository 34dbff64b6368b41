import { pathToFileURL } from 'node:url';
import { PRODUCTION, type Production } from './production.ts';

/** Environment variables by which tests of this harness replace the production code: a module that exports `production`, and a heap size. */
const MODULE_VARIABLE = 'VARTA_SIM_HARNESS_TEST_PRODUCTION';
const HEAP_VARIABLE = 'VARTA_SIM_HARNESS_TEST_HEAP_MB';

/** Path of the module that replaces the production code; null outside tests of the harness. */
function plantedModule(): string | null {
  return process.env[MODULE_VARIABLE] ?? null;
}

/** The heap size that a test of the harness sets, MB; undefined outside such tests. */
export function plantedHeapMb(): number | undefined {
  const text = process.env[HEAP_VARIABLE];
  return plantedModule() === null || text === undefined ? undefined : Number(text);
}

/** The code under test: that of `src`, unless a test of the harness replaces it. */
export async function productionUnderTest(): Promise<Production> {
  const path = plantedModule();
  if (path === null) return PRODUCTION;
  const { production } = (await import(pathToFileURL(path).href)) as { readonly production: Production };
  return production;
}
