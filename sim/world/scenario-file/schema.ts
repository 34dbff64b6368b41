// Node asks for the attribute; a build as CommonJS, which the fuzzer instruments, neither needs nor knows it.
// @ts-ignore
import json from './schema.json' with { type: 'json' };

/** The form of a scenario file, as a JSON schema. */
export const SCHEMA = json;
