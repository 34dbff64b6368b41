import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv/dist/2020.js';

// Forms of JSON, as JSON Schema has them.

/** An object with these keys, all of them and no others but those that it may have. */
export function object(properties: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>> = {}): object {
  return { type: 'object', properties: { ...properties, ...optional }, required: Object.keys(properties), additionalProperties: false };
}

/** An object with these keys, and any others. */
export function openObject(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** An object whose keys are names that are not known before. */
export function mapOf(values: object): object {
  return { type: 'object', additionalProperties: values };
}

export function orNull(form: object): object {
  return { anyOf: [{ type: 'null' }, form] };
}

/** Asks whether a value has a form: null if it has, else the first thing that is wrong, as the end of a sentence. O(value). */
export type FormCheck = (value: unknown) => string | null;

/** Makes the check of a form, which is compiled once it is needed: to load the compiler takes 80 ms, and most commands ask for nothing. */
export function checkOf(form: object): FormCheck {
  let compiled: ValidateFunction | null = null;
  return (value) => {
    compiled ??= compile(form);
    if (compiled(value)) return null;
    const [{ message = 'is wrong', instancePath }] = compiled.errors ?? [{}];
    return `it ${message}${(instancePath ?? '') === '' ? '' : ` at ${instancePath}`}`;
  };
}

function compile(form: object): ValidateFunction {
  const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  return new Ajv2020({ strict: true, allowUnionTypes: true }).compile(form);
}
