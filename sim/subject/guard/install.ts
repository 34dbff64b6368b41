import { syncBuiltinESMExports } from 'node:module';
import { FORBIDDEN_FUNCTIONS, FORBIDDEN_VALUES } from './forbidden.ts';
import { GUARD, refuse } from './guard.ts';

// Replaces every forbidden function and value, once for the process, by a proxy that throws while the guard is up and passes
// calls on while it is down. Importing this module installs the guard; it is never removed.

function check(name: string): void {
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

/** Guards `process.env`. */
function guardEnvironment(): void {
  process.env = new Proxy(process.env, {
    get: (target, key) => (check('process.env'), Reflect.get(target, key) as unknown),
    // On the target itself: with the proxy as receiver it would define a property by a partial descriptor, which process.env refuses.
    set: (target, key, value) => (check('process.env'), Reflect.set(target, key, value)),
    has: (target, key) => (check('process.env'), Reflect.has(target, key)),
    ownKeys: (target) => (check('process.env'), Reflect.ownKeys(target)),
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

function install(): void {
  guardEnvironment();
  for (const { object, prefix, keys } of FORBIDDEN_FUNCTIONS)
    for (const key of keys ?? Object.keys(Object.getOwnPropertyDescriptors(object))) guardFunction(object, key, `${prefix}${key}`);
  for (const { object, prefix, keys } of FORBIDDEN_VALUES) for (const key of keys ?? []) guardValue(object, key, `${prefix}${key}`);
  guardDate();
  syncBuiltinESMExports();
}

if (!GUARD.isInstalled) {
  GUARD.isInstalled = true;
  install();
}
