import { leakAt, type ProductionLeak } from './leak.ts';

/** Production code that asks for something while a step is carried out. */
export const ASKING_PRODUCTION: readonly ProductionLeak[] = [
  leakAt('beat', 'wall-clock', 'A beat carries the time of day.', ['Date.now()']),
  leakAt('clock', 'new-date', 'The clock is corrected by the date of today.', ['new Date()']),
  leakAt('limiter', 'performance-now', 'The limiter refills by the time that the machine took.', ['performance.now()']),
  leakAt('drain', 'hrtime', 'A drain stops after a millisecond of the machine.', ['process.hrtime.bigint()']),
  leakAt('poll', 'uptime', 'A poll looks at how long the process has been up.', ['process.uptime()']),
  leakAt('eviction', 'math-random', 'The victim is drawn.', ['Math.random()']),
  leakAt('record', 'unseeded-id', 'Each beat gets an id from nowhere.', ['crypto.randomUUID()']),
  leakAt('record', 'random-bytes', 'A slot is salted.', ['randomBytes(4)', "import { randomBytes } from 'node:crypto';"]),
  leakAt('stall', 'timer', 'A stall is reported later.', ['setTimeout(() => {}, 0)']),
  leakAt('poll', 'immediate', 'The rest of a poll is put off.', ['setImmediate(() => {})']),
  leakAt('poll', 'microtask', 'The rest of a poll is put off until the stack is empty.', ['queueMicrotask(() => {})']),
  leakAt('poll', 'next-tick', 'The rest of a poll is put off to the next tick.', ['process.nextTick(() => {})']),
  leakAt('eviction', 'environment', 'The environment says who may be evicted.', ["process.env['VARTA_POLICY']"]),
  leakAt('beat', 'process-id', 'A beat carries the number of the process.', ['process.pid']),
  leakAt('length', 'memory', 'The length depends on the memory that is left.', ['process.memoryUsage().heapUsed']),
  leakAt('beat', 'host-name', 'A beat carries the name of the host.', ['hostname()', "import { hostname } from 'node:os';"]),
  leakAt('record', 'arguments', 'An argument of the program turns a check off.', ["process.argv.includes('--lax')"]),
  leakAt('stall', 'locale-sort', 'Stalls are sorted as a dictionary would.', ["['ä', 'z'].sort((a, b) => a.localeCompare(b))"]),
  leakAt('beat', 'locale-float', 'A payload is rounded through the text that a reader would see.', ['(1234.5).toLocaleString()']),
  leakAt('clock', 'time-zone', 'The clock starts at midnight where the machine stands.', ['new Date(0).getHours()']),
  leakAt('poll', 'directory', 'A poll looks for other listeners in a folder.', [
    "readdirSync('.')",
    "import { readdirSync } from 'node:fs';",
  ]),
  leakAt('record', 'weak-reference', 'A slot lasts until the collector comes.', ['new WeakRef({}).deref()']),
];

/** What is known since a module was loaded, or was left behind by what ran before: no call gives it away. */
export const SILENT_PRODUCTION: readonly ProductionLeak[] = [
  leakAt('beat', 'start-time', 'A beat carries the time at which the module was loaded.', ['started', 'const started = Date.now();']),
  leakAt('beat', 'instance-id', 'A beat carries an id that was made when the module was loaded.', [
    'id',
    'const id = crypto.randomUUID();',
  ]),
  leakAt('beat', 'table-of-chance', 'A table was drawn before there was a seed.', [
    'table[3]',
    'const table = Array.from({ length: 8 }, Math.random);',
  ]),
  leakAt('beat', 'zone-at-start', 'The time zone was looked up once.', ['zone', 'const zone = new Date(0).getTimezoneOffset();']),
  leakAt('beat', 'collator', 'Names are sorted by a collator of the default locale.', [
    "['I', 'ı', 'i', 'İ'].sort(order).join()",
    'const order = new Intl.Collator().compare;',
  ]),
  leakAt('beat', 'number-format', 'A number is written by a formatter of the default locale.', [
    'format(1234.5)',
    'const { format } = new Intl.NumberFormat();',
  ]),
  leakAt('beat', 'environment-at-start', 'The language was read from the environment once.', [
    'language',
    "const language = process.env['LC_ALL'];",
  ]),
  leakAt('beat', 'order-of-environment', 'What comes first in an object from outside decides.', [
    'first',
    'const [first] = Object.keys(process.env);',
  ]),
  leakAt('beat', 'folder-at-start', 'The working folder was looked up once.', ['folder', 'const folder = process.cwd();']),
  leakAt('beat', 'order-of-files', 'What comes first in a folder decides.', [
    'files[0]',
    "import { readdirSync } from 'node:fs';\nconst files = readdirSync('.');",
  ]),
  leakAt('beat', 'worker-number', 'The place of the worker was read from its arguments.', [
    'place',
    'const place = process.argv.slice(2).join();',
  ]),
  leakAt('beat', 'process-at-start', 'The number of the process was looked up once.', ['pid', 'const { pid } = process;']),
  leakAt('beat', 'heap-at-start', 'The table is as large as the memory allowed when the module was loaded.', [
    'used',
    'const used = process.memoryUsage().heapUsed;',
  ]),
  leakAt('beat', 'shared-counter', 'Beats are counted over all observers of the process.', ['++count', 'let count = 0;']),
  leakAt('beat', 'cache', 'A cache of pids is kept by the process, and decides by what it holds.', [
    '(seen.set(frame.pid, 1), seen.size)',
    'const seen = new Map();',
  ]),
  leakAt('beat', 'object-set', 'The first of a set of objects is one of an earlier run.', [
    '(frames.add({ pid: frame.pid }), [...frames][0].pid)',
    'const frames = new Set();',
  ]),
  leakAt('beat', 'object-ids', 'Objects are told apart by the order in which anybody saw them.', [
    'idOf(datagram)',
    'let next = 0;\nconst ids = new WeakMap();\nconst idOf = (key) => (ids.has(key) || ids.set(key, next++), ids.get(key));',
  ]),
  leakAt('beat', 'stack-text', 'A hash is taken of a stack.', [
    'depths()',
    'const depths = () => { const deep = (n) => (n === 0 ? new Error().stack.split("\\n").length : deep(n - 1)); return deep(30); };',
  ]),
];
