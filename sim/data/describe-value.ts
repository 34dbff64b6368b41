import { describeThrown } from './describe-thrown.ts';

const STRING_MAX = 60;
const BIGINT_SHOWN = 2n ** 128n;

/** Any value for people: its type, and what fits into a few words. Never throws, whatever the value does when it is looked at. */
export function describeValue(value: unknown): string {
  try {
    switch (typeof value) {
      case 'undefined':
        return 'undefined';
      case 'string':
        return `the string ${JSON.stringify(value.length <= STRING_MAX ? value : `${value.slice(0, STRING_MAX)}…`)}`;
      case 'number':
        return `the number ${Object.is(value, -0) ? '-0' : String(value)}`;
      case 'boolean':
        return String(value);
      case 'bigint':
        return -BIGINT_SHOWN < value && value < BIGINT_SHOWN ? `the bigint ${value}` : 'a bigint of more than 128 bits';
      case 'symbol':
        return 'a symbol';
      case 'function':
        return 'a function';
      case 'object':
        return value === null ? 'null' : describeObject(value);
    }
  } catch {
    return 'an object that does not let itself be looked at';
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  return value instanceof Error ? `an error, ${describeThrown(value)}` : 'an object';
}
