import { toHex, type Fields } from './fields.ts';

/** How a member of an object is read from JSON and written as JSON. */
export interface Member<T> {
  /** `before` has the members that stand before it. Undefined for one that is left out. */
  readonly read: (fields: Fields, key: string, before: Readonly<Record<string, unknown>>) => T | undefined;
  readonly json: (value: T) => unknown;
}

/** All members of an object, in the order in which they are written. */
export type Members<T extends object> = { readonly [Key in keyof T]-?: Member<Exclude<T[Key], undefined>> };

/** Reads an object of these members, added to `object`; the first fault is kept in `fields`. O(object). */
export function readMembers<T extends object>(fields: Fields, members: Members<T>, object: Record<string, unknown> = {}): T {
  for (const key in members) {
    const value = members[key].read(fields, key, object);
    if (value !== undefined) object[key] = value;
  }
  return object as T;
}

/** An object as JSON, added to `json`; a member that is left out stays out. O(object). */
export function membersJson<T extends object>(object: T, members: Members<T>, json: Record<string, unknown> = {}): object {
  for (const key in members) {
    const value = object[key];
    if (value !== undefined) json[key] = members[key].json(value as never);
  }
  return json;
}

/** A member that stands in JSON as it is in memory, unless `json` says otherwise. */
export function member<T>(read: Member<T>['read'], json: Member<T>['json'] = (value) => value): Member<T> {
  return { read, json };
}

export const U32 = member((fields, key) => fields.u32(key));
export const U32_OR_NULL = member((fields, key) => fields.u32OrNull(key));
export const U32_LIST = member((fields, key) => fields.u32List(key));
export const U64 = member((fields, key) => fields.u64(key), String);
export const U64_OR_NULL = member(
  (fields, key) => fields.u64OrNull(key),
  (value) => (value === null ? null : String(value)),
);
export const FLAG = member((fields, key) => fields.boolean(key));
export const TEXT = member((fields, key) => fields.string(key));
export const TEXT_OR_NULL = member((fields, key) => fields.stringOrNull(key));
export const BYTES = member((fields, key) => fields.hex(key), toHex);

export function integer(min: number, max: number): Member<number> {
  return member((fields, key) => fields.integer(key, min, max));
}

export function word<T extends string>(words: readonly T[]): Member<T> {
  return member((fields, key) => fields.oneOf(key, words));
}

/** An object within; `what` names it in the sentence about an unknown key. */
export function nested<T extends object>(what: string, members: Members<T>): Member<T> {
  return member(
    (fields, key) => fields.object(key, what, (inner) => readMembers(inner, members)),
    (value) => membersJson(value, members),
  );
}

export function optional<T>({ read, json }: Member<T>): Member<T> {
  return member((fields, key, before) => (fields.has(key) ? read(fields, key, before) : undefined), json);
}
