/** An object with members that a step may not use. */
export interface Owner {
  readonly object: object;
  /** What stands before a member's name in a breach, such as `Date.prototype.`. */
  readonly prefix: string;
  /** The forbidden members; null for all its functions. */
  readonly keys: readonly string[] | null;
}

// Methods of Date that depend on the time zone of the machine.
const LOCAL_DATE = `getDate getDay getFullYear getHours getMinutes getMonth getSeconds getYear getTimezoneOffset
  setDate setFullYear setHours setMinutes setMonth setSeconds setYear
  toString toDateString toTimeString toLocaleString toLocaleDateString toLocaleTimeString`;

/** All functions of an object. */
export function allOf(object: object, prefix: string): Owner {
  return { object, prefix, keys: null };
}

/** Some members of an object. */
export function some(object: object, prefix: string, keys: readonly string[]): Owner {
  return { object, prefix, keys };
}

/** The words of a text, which white space separates. */
export function words(text: string): string[] {
  return text.split(/\s+/);
}

const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** Functions of the language and of what Node and browsers share, whose results depend on time, chance, machine or locale. */
export const FUNCTIONS_EVERYWHERE: readonly Owner[] = [
  some(Math, 'Math.', ['random']),
  some(Date, 'Date.', ['now', 'parse']),
  some(Date.prototype, 'Date.prototype.', words(LOCAL_DATE)),
  some(Object.getPrototypeOf(performance) as object, 'performance.', ['now', 'mark', 'measure', 'toJSON', 'eventLoopUtilization']),
  some(globalThis, '', ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch']),
  some(AbortSignal, 'AbortSignal.', ['timeout']),
  some(Atomics, 'Atomics.', ['wait', 'waitAsync']),
  some(Object.getPrototypeOf(crypto) as object, 'crypto.', ['getRandomValues', 'randomUUID']),
  // What depends on the locale.
  some(String.prototype, 'String.prototype.', ['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase']),
  some(Number.prototype, 'Number.prototype.', ['toLocaleString']),
  some(BigInt.prototype, 'BigInt.prototype.', ['toLocaleString']),
  some(Array.prototype, 'Array.prototype.', ['toLocaleString']),
  some(TYPED_ARRAY, 'TypedArray.prototype.', ['toLocaleString']),
  allOf(Intl, 'Intl.'),
  // What depends on the garbage collector or on other threads.
  some(globalThis, '', ['WeakRef', 'FinalizationRegistry', 'Worker', 'MessageChannel', 'BroadcastChannel', 'SharedArrayBuffer']),
  some(WeakRef.prototype, 'WeakRef.prototype.', ['deref']),
];

/** Values, not functions, that differ between processes and pages. */
export const VALUES_EVERYWHERE: readonly Owner[] = [
  some(Object.getPrototypeOf(performance) as object, 'performance.', ['timeOrigin', 'nodeTiming']),
  some(globalThis, '', ['navigator']),
];
