import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import workerThreads from 'node:worker_threads';

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
const OF_THE_PROCESS = `hrtime nextTick cwd uptime memoryUsage cpuUsage resourceUsage constrainedMemory availableMemory
  getActiveResourcesInfo umask getuid geteuid getgid getegid getgroups loadEnvFile`;
const PROCESS_VALUES = `argv execArgv execPath pid ppid title platform arch version versions release config report env debugPort`;
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'];

function allOf(object: object, prefix: string): Owner {
  return { object, prefix, keys: null };
}

function some(object: object, prefix: string, keys: readonly string[]): Owner {
  return { object, prefix, keys };
}

function words(text: string): string[] {
  return text.split(/\s+/);
}

const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** What looks at the text of an address alone. */
const PURE_OF_NET = ['isIP', 'isIPv4', 'isIPv6', 'SocketAddress'];

/** Functions whose results depend on time, chance, process, machine or locale. */
export const FORBIDDEN_FUNCTIONS: readonly Owner[] = [
  some(Math, 'Math.', ['random']),
  some(Date, 'Date.', ['now', 'parse']),
  some(Date.prototype, 'Date.prototype.', words(LOCAL_DATE)),
  some(Object.getPrototypeOf(performance) as object, 'performance.', ['now', 'mark', 'measure', 'toJSON', 'eventLoopUtilization']),
  some(globalThis, '', [...TIMERS, 'queueMicrotask', 'fetch']),
  some(timers, 'timers.', TIMERS),
  some(timersPromises, 'timers/promises.', TIMERS),
  some(AbortSignal, 'AbortSignal.', ['timeout']),
  some(Atomics, 'Atomics.', ['wait', 'waitAsync']),
  allOf(crypto, 'crypto.'),
  some(Object.getPrototypeOf(crypto.webcrypto) as object, 'crypto.', ['getRandomValues', 'randomUUID']),
  some(process, 'process.', words(OF_THE_PROCESS)),
  some(process.hrtime, 'process.hrtime.', ['bigint']),
  some(process.memoryUsage, 'process.memoryUsage.', ['rss']),
  allOf(os, 'os.'),
  allOf(fs, 'fs.'),
  allOf(fsPromises, 'fs/promises.'),
  allOf(childProcess, 'child_process.'),
  allOf(dns, 'dns.'),
  some(
    net,
    'net.',
    Object.keys(net).filter((key) => !PURE_OF_NET.includes(key)),
  ),
  allOf(workerThreads, 'worker_threads.'),
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

/** Values, not functions, that differ between processes. */
export const FORBIDDEN_VALUES: readonly Owner[] = [
  some(process, 'process.', words(PROCESS_VALUES)),
  some(Object.getPrototypeOf(performance) as object, 'performance.', ['timeOrigin', 'nodeTiming']),
  some(globalThis, '', ['navigator']),
];
