import { syncBuiltinESMExports } from 'node:module';
import { FORBIDDEN_FUNCTIONS, FORBIDDEN_VALUES } from './forbidden.ts';
import { GUARD, refuse } from './guard.ts';

// Puts something in the place of every forbidden thing, once for the process: it refuses while the guard is up, and passes
// everything on while it is down. Whoever imports this has the guard; nothing is ever taken back.

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

/** The environment by any other way than `process.env`: for whoever kept a reference to it. */
function guardEnvironment(): void {
  process.env = new Proxy(process.env, {
    get: (target, key) => (check('process.env'), Reflect.get(target, key) as unknown),
    // To the target itself: on a proxy it would be a definition in part, which an environment does not take.
    set: (target, key, value) => (check('process.env'), Reflect.set(target, key, value)),
    has: (target, key) => (check('process.env'), Reflect.has(target, key)),
    ownKeys: (target) => (check('process.env'), Reflect.ownKeys(target)),
  });
}

/** `Date` without arguments is the clock; with parts it is in the time zone of the machine. A count of milliseconds is neither. */
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
