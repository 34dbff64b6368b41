import type { Fields } from './fields.ts';
import { OBSERVER_OPTION_LIST, type ObserverOption, type OptionValue } from './observer-options.ts';
import type { ObserverOp } from './op.ts';

/** Most listeners of an observer in a trace. */
export const LISTENERS_MAX = 64;

/** Reads the keys of `observer` after `op`. Only `threshold` is required; without `listeners` there is one. O(1). */
export function readObserver(fields: Fields): ObserverOp {
  const [threshold, ...others] = OBSERVER_OPTION_LIST;
  const op: Record<string, unknown> = { op: 'observer', [threshold.name]: readOption(fields, threshold) };
  op['listeners'] = fields.has('listeners') ? fields.integer('listeners', 1, LISTENERS_MAX) : 1;
  for (const option of others) if (fields.has(option.name)) op[option.name] = readOption(fields, option);
  return op as unknown as ObserverOp;
}

function readOption(fields: Fields, { name, form }: ObserverOption): OptionValue {
  switch (form.kind) {
    case 'integer':
      return fields.integer(name, form.min, form.max);
    case 'time': {
      const ns = fields.u64(name);
      if (ns < form.leastNs) fields.fail(`${name} must be at least "${form.leastNs}", got "${ns}"`);
      return ns;
    }
    case 'word':
      return fields.oneOf(name, form.words) as OptionValue;
    case 'flag':
      return fields.boolean(name);
    case 'namespace':
      return fields.u64OrNull(name);
  }
}

/** The `observer` operation in its form on file; what is left out stays out. O(1). */
export function observerJson(op: ObserverOp): object {
  const json: Record<string, unknown> = { op: op.op, threshold: String(op.threshold), listeners: op.listeners };
  // JSON leaves undefined out.
  for (const { name } of OBSERVER_OPTION_LIST) json[name] = typeof op[name] === 'bigint' ? String(op[name]) : op[name];
  return json;
}
