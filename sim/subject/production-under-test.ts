import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { INHERITED } from '../data/inherited.ts';
import { PRODUCTION, type Production } from './production.ts';

/** Environment variables by which the zoo and tests of this harness replace the production code: a module that exports `production`, and a heap size. */
const MODULE_VARIABLE = INHERITED.production;
const HEAP_VARIABLE = 'VARTA_SIM_HARNESS_TEST_HEAP_MB';

/** Path of the module that replaces the production code; null for none. */
export function plantedModule(): string | null {
  return process.env[MODULE_VARIABLE] ?? null;
}

/** Heap size of each process that runs production code, MB; undefined for the usual. */
export function plantedHeapMb(): number | undefined {
  const text = process.env[HEAP_VARIABLE];
  return text === undefined ? undefined : Number(text);
}

/** Replaces the production code in all processes that this one starts from now on; null for that of `src`. */
export function plant(module: string | null, heapMb: number): void {
  if (module === null) delete process.env[MODULE_VARIABLE];
  else process.env[MODULE_VARIABLE] = module;
  process.env[HEAP_VARIABLE] = String(heapMb);
}

/** The same where a module of the user's replaces it, with the usual heap. */
export function plantModule(module: string): void {
  process.env[MODULE_VARIABLE] = module;
}

/** The code under test: that of `src`, unless a module replaces it, or parts of it. */
export async function productionUnderTest(module: string | null = plantedModule()): Promise<Production> {
  if (module === null) return PRODUCTION;
  const { production } = (await import(pathToFileURL(module).href)) as { readonly production: Production };
  return { ...PRODUCTION, ...production };
}

/** Marks the addresses of modules that are loaded once more. */
const AGAIN = '?again';

/** What a module imports that is loaded once more is loaded once more, too: all but the guard, of which there is one. */
const LOAD_AGAIN = `export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  const isOfAgain = context.parentURL?.endsWith('${AGAIN}') && /^file:(?!.*\\/guard\\/)[^?]*$/.test(resolved.url);
  return isOfAgain ? { ...resolved, url: resolved.url + '${AGAIN}' } : resolved;
}`;

let isRegistered = false;

/** The code under test loaded once more: the same text, and nothing of what the engine has learned of the other. Some 50 ms the first time. */
export async function productionAgain(module: string | null): Promise<Production> {
  if (!isRegistered) register(`data:text/javascript,${encodeURIComponent(LOAD_AGAIN)}`);
  isRegistered = true;
  const own = (await import(new URL(`./production.js${AGAIN}`, import.meta.url).href)) as typeof import('./production.ts');
  if (module === null) return own.COPYABLE_PRODUCTION;
  const { production } = (await import(`${pathToFileURL(module).href}${AGAIN}`)) as { readonly production: Production };
  return { ...own.PRODUCTION, ...production };
}
