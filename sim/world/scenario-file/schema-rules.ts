import { SCHEMA } from './schema.ts';

/** The parts of a schema that {@link ruleAt} reads. */
export interface SchemaPart {
  readonly $ref?: string;
  readonly errorMessage?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly items?: SchemaPart;
}

const ROOT: SchemaPart = SCHEMA;
const DEFINITIONS = SCHEMA.$defs as unknown as Readonly<Record<string, SchemaPart>>;

/** What the schema asks of a value, in words that follow its name: `must be true or false`. O(1). */
export function rule(part: SchemaPart): string {
  const { errorMessage, type, minimum, maximum, enum: members } = resolve(part);
  if (errorMessage !== undefined) return errorMessage;
  if (members !== undefined) return `must be one of ${members.join(', ')}`;
  if (type === 'integer') return `must be an integer from ${minimum} to ${maximum}`;
  if (type === 'boolean') return 'must be true or false';
  if (type === 'string') return 'must be a text';
  if (type === 'array') return arrayRule(resolve(part));
  return type === 'object' ? 'must be an object' : 'must be null or an object';
}

/** The part of the schema for the place that a path of keys leads to. O(path). */
export function partAt(keys: readonly string[]): SchemaPart {
  let part = ROOT;
  for (const key of keys) {
    const { items, properties } = resolve(part);
    part = items ?? properties?.[key] ?? {};
  }
  return resolve(part);
}

function resolve(part: SchemaPart): SchemaPart {
  return part.$ref === undefined ? part : DEFINITIONS[part.$ref.slice('#/$defs/'.length)];
}

function arrayRule({ minItems = 0, maxItems }: SchemaPart): string {
  return `must be an array of ${minItems} to ${maxItems} entries`;
}
