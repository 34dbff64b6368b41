import type { Owner } from './forbidden-everywhere.ts';
import { GUARD, refuse } from './guard.ts';

/** Refuses what is used while the guard is up. */
export function check(name: string): void {
  if (GUARD.isUp) refuse(name);
}

type AnyFunction = (...args: unknown[]) => unknown;

function guardFunction(owner: object, key: string, name: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key);
  if (descriptor === undefined || typeof descriptor.value !== 'function') return;
  if (descriptor.configurable !== true && descriptor.writable !== true) return;
  // A proxy has the same name, the same properties and the same prototype as what it stands for.
  const value = new Proxy(descriptor.value as AnyFunction, {
    apply(target, self, args) {
      check(name);
      return Reflect.apply(target, self, args);
    },
    construct(target, args, newTarget) {
      check(name);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  Object.defineProperty(owner, key, { ...descriptor, value });
}

function guardValue(owner: object, key: string, name: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key);
  if (descriptor === undefined || descriptor.configurable !== true) return;
  const { get, set } = descriptor as { readonly get?: AnyFunction; readonly set?: AnyFunction };
  let value: unknown = descriptor.value;
  Object.defineProperty(owner, key, {
    configurable: true,
    enumerable: descriptor.enumerable === true,
    get(): unknown {
      check(name);
      return get === undefined ? value : Reflect.apply(get, this, []);
    },
    set(next: unknown) {
      if (set === undefined) value = next;
      else Reflect.apply(set, this, [next]);
    },
  });
}

/** `Date` without arguments reads the clock; with parts it depends on the time zone. Only a count of milliseconds is allowed. */
function guardDate(): void {
  const guardedDate = new Proxy(Date, {
    apply: (target) => (check('Date'), target()),
    construct(target, args: unknown[], newTarget) {
      if (args.length !== 1) check('new Date');
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  // oxlint-disable-next-line eslint/no-extend-native
  Object.defineProperty(Date.prototype, 'constructor', { value: guardedDate });
  globalThis.Date = guardedDate;
}

/** Replaces forbidden functions and values, and `Date`, by what throws while the guard is up and passes calls on while it is down. */
export function replaceAll(functions: readonly Owner[], values: readonly Owner[]): void {
  for (const { object, prefix, keys } of functions)
    for (const key of keys ?? Object.keys(Object.getOwnPropertyDescriptors(object))) guardFunction(object, key, `${prefix}${key}`);
  for (const { object, prefix, keys } of values) for (const key of keys ?? []) guardValue(object, key, `${prefix}${key}`);
  guardDate();
}
