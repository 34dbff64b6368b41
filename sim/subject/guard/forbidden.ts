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
import { allOf, FUNCTIONS_EVERYWHERE, type Owner, some, VALUES_EVERYWHERE, words } from './forbidden-everywhere.ts';

const OF_THE_PROCESS = `hrtime nextTick cwd uptime memoryUsage cpuUsage resourceUsage constrainedMemory availableMemory
  getActiveResourcesInfo umask getuid geteuid getgid getegid getgroups loadEnvFile`;
const PROCESS_VALUES = `argv execArgv execPath pid ppid title platform arch version versions release config report env debugPort`;
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'];

/** What looks at the text of an address alone. */
const PURE_OF_NET = ['isIP', 'isIPv4', 'isIPv6', 'SocketAddress'];

/** Functions whose results depend on time, chance, process, machine or locale. */
export const FORBIDDEN_FUNCTIONS: readonly Owner[] = [
  ...FUNCTIONS_EVERYWHERE,
  some(timers, 'timers.', TIMERS),
  some(timersPromises, 'timers/promises.', TIMERS),
  allOf(crypto, 'crypto.'),
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
];

/** Values, not functions, that differ between processes. */
export const FORBIDDEN_VALUES: readonly Owner[] = [some(process, 'process.', words(PROCESS_VALUES)), ...VALUES_EVERYWHERE];
