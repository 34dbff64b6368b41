import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { show } from '../../data/ops/refusal.ts';
import { didYouMean } from '../../data/did-you-mean.ts';
import { within, type Fault } from './fault.ts';
import type { ScenarioForm } from './file-form.ts';
import { partAt, rule, type SchemaPart } from './schema-rules.ts';
import { SCHEMA } from './schema.ts';

let compiled: ValidateFunction | null = null;

/** What has the form of a scenario file. */
export interface CheckedForm {
  readonly form: ScenarioForm;
}

/**
 * Holds parsed JSON against the schema and fills in the schema's defaults, in place. The fault if it is not of that form: an
 * unknown key first, because a misspelt key is also a missing one. O(value).
 */
export function checkForm(value: unknown): CheckedForm | Fault {
  compiled ??= compile();
  return compiled(value) ? { form: value as ScenarioForm } : worstOf(compiled.errors as ErrorObject[]);
}

// Compiled once it is needed: it takes tens of milliseconds.
function compile(): ValidateFunction {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    useDefaults: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  });
  ajv.addKeyword('errorMessage');
  return ajv.compile(SCHEMA);
}

function worstOf(errors: readonly ErrorObject[]): Fault {
  const order = ['additionalProperties', 'propertyNames'];
  const unknown = order.map((keyword) => errors.find((error) => error.keyword === keyword)).find((error) => error !== undefined);
  return told(unknown ?? errors[0]);
}

function told(error: ErrorObject): Fault {
  const { instancePath: path, params } = error;
  const part = error.parentSchema as SchemaPart;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(path, String(params['additionalProperty']));
    case 'propertyNames':
      return strayKey(path, String(params['propertyName']), error);
    case 'required':
    case 'dependentRequired':
      return missing(path, String(params['missingProperty']), params['property']);
    case 'minItems':
    case 'maxItems':
      return { path, says: `${rule(part)}, got ${(error.data as unknown[]).length}` };
    default:
      return { path: path, says: `${rule(part)}, got ${show(error.data)}${didYouMean(error.data, part.enum ?? [])}` };
  }
}

function unknownKey(path: string, key: string): Fault {
  const known = Object.keys(partAt(keysOf(path)).properties ?? {});
  const meant = didYouMean(key, known);
  const takes = `: ${path === '' ? 'the file' : path} takes ${known.join(', ')}`;
  return { path: within(path, key), says: `is an unknown key${meant === '' ? takes : meant}` };
}

/** A key that other actions have. */
function strayKey(path: string, key: string, { parentSchema, data }: ErrorObject): Fault {
  const allowed = (parentSchema as { propertyNames: { enum: string[] } }).propertyNames.enum;
  const verb = show((data as { do: unknown }).do);
  return { path: within(path, key), says: `does not belong to ${verb}, which takes ${allowed.join(', ')}` };
}

function missing(path: string, key: string, because: unknown): Fault {
  const reason = because === undefined ? '' : ` because ${show(because)} is there`;
  return { path: within(path, key), says: `is missing${reason}: it ${rule(partAt([...keysOf(path), key]))}` };
}

function keysOf(path: string): string[] {
  return path.split('/').slice(1);
}
