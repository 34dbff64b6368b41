import type { OptionFileName } from '../../data/ops/observer-options.ts';
// Node asks for the attribute; a build as CommonJS, which the fuzzer instruments, neither needs nor knows it.
// @ts-ignore
import json from './schema.json' with { type: 'json' };

/** The form of a scenario file, as a JSON schema. It must have a property for each of the observer's options. */
export const SCHEMA = json satisfies { properties: { observer: { properties: Record<OptionFileName, object> } } };
