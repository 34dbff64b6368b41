import { UDP_MEMBERS } from './adapter-ops.ts';
import { membersJson, readMembers } from './members.ts';
import type { Fields } from './fields.ts';
import {
  OBSERVER_OPTION_LIST,
  tooTightFor,
  TRACKER_OPTION_LIST,
  type ObserverOption,
  type ObserverSettings,
  type OptionValue,
} from './observer-options.ts';
import type { NewOp, ObserverOp } from './op.ts';

/** Most listeners of an observer in a trace. */
export const LISTENERS_MAX = 64;

/** The options of a tracker's table come first, and every `new` has them; those after them may be left out. */
const TABLE_OPTIONS = 3;

/** Reads the keys of `new` after `op`. The table's are required. O(1). */
export function readNew(fields: Fields): NewOp {
  const table = TRACKER_OPTION_LIST.slice(0, TABLE_OPTIONS);
  const given = TRACKER_OPTION_LIST.slice(TABLE_OPTIONS).filter(({ name }) => fields.has(name));
  return { op: 'new', ...readOptions(fields, [...table, ...given]) } as unknown as NewOp;
}

/** Reads the keys of `observer` after `op`. Only `threshold` is required; without `listeners` there is one. O(1). */
export function readObserver(fields: Fields): ObserverOp {
  const [threshold, ...others] = OBSERVER_OPTION_LIST;
  const required = readOptions(fields, [threshold]);
  const listeners = fields.has('listeners') ? fields.integer('listeners', 1, LISTENERS_MAX) : 1;
  const udp = fields.has('udp') ? { udp: fields.object('udp', 'udp', (inner) => readMembers(inner, UDP_MEMBERS)) } : {};
  const given = others.filter(({ name }) => fields.has(name));
  const settings = readOptions(fields, given);
  checkRate(fields, { ...required, ...settings } as ObserverSettings);
  return { op: 'observer', ...required, listeners, ...udp, ...settings } as unknown as ObserverOp;
}

/** An observer that may not be tight refuses a rate under which two accepted beats can lie further apart than its threshold. */
function checkRate(fields: Fields, { threshold, per_pid_rate: rate = 0, allow_tight_rate: isFree = true }: ObserverSettings): void {
  const least = isFree ? null : tooTightFor(rate, threshold);
  if (least !== null)
    fields.fail(
      `per_pid_rate must be 0 or at least ${least} for a threshold of "${threshold}", unless allow_tight_rate is true, got ${rate}`,
    );
}

function readOptions(fields: Fields, options: readonly ObserverOption[]): object {
  return Object.fromEntries(options.map((option) => [option.name, readOption(fields, option)]));
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
    case 'u64-or-null':
      return fields.u64OrNull(name);
  }
}

/** The `new` operation as JSON. O(1). */
export function newJson(op: NewOp): object {
  return { op: op.op, ...optionsJson(op, TRACKER_OPTION_LIST) };
}

/** The `observer` operation as JSON; options that are left out stay out. O(1). */
export function observerJson(op: ObserverOp): object {
  const [threshold, ...others] = OBSERVER_OPTION_LIST;
  return {
    op: op.op,
    ...optionsJson(op, [threshold]),
    listeners: op.listeners,
    udp: op.udp && membersJson(op.udp, UDP_MEMBERS),
    ...optionsJson(op, others),
  };
}

// JSON leaves undefined out.
function optionsJson(op: NewOp | ObserverOp, options: readonly ObserverOption[]): object {
  const settings: Partial<ObserverSettings> = op;
  return Object.fromEntries(
    options.map(({ name }) => {
      const value = settings[name];
      return [name, typeof value === 'bigint' ? String(value) : value];
    }),
  );
}
