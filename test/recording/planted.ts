import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { Observer, Tracker, type Clock, type Listener, type ObserverOptions } from '../../src/index.ts';
import { GUARD } from '../../sim/subject/guard/guard.ts';
import { PRODUCTION } from '../../sim/subject/production.ts';
import { POLLED_FOR_EVER, VICTIM_VARIABLE, WAY_VARIABLE } from './ways.ts';

// Production code that dies in the way that it is told. It is loaded by processes that expect the worst.

const CALLS_BEFORE = 100;

const way = process.env[WAY_VARIABLE] ?? '';

/** An observer that does not get to its datagrams any more, so that the world has it polled again and again at the same moment. */
class Deaf extends Observer {
  constructor(options: ObserverOptions, clock: Clock, listeners: readonly Listener[]) {
    let asked = 0;
    super(
      options,
      clock,
      listeners.map((listener) => ({ receive: () => (asked++ < CALLS_BEFORE ? listener.receive() : null) })),
    );
  }
}

/** What is run in the place of the real code: the same, changed in its prototypes below. */
export const production = way === POLLED_FOR_EVER ? { ...PRODUCTION, Observer: Deaf } : PRODUCTION;

const calls = new WeakMap<object, number>();

function isTime(self: object): boolean {
  const count = (calls.get(self) ?? 0) + 1;
  calls.set(self, count);
  return count === CALLS_BEFORE;
}

/** Lies down for whoever kills it, the first time; afterwards it lives on. */
function waitForTheEnd(): void {
  const path = process.env[VICTIM_VARIABLE];
  if (path === undefined || existsSync(path)) return;
  writeFileSync(`${path}.draft`, String(process.pid));
  renameSync(`${path}.draft`, path);
  for (;;);
}

const DEATHS: Readonly<Record<string, () => void>> = {
  'throws in record': () => {
    throw new Error('planted');
  },
  'throws what is no error': () => {
    // oxlint-disable-next-line typescript/only-throw-error
    throw Object.create(null);
  },
  'throws in poll': () => {
    throw new TypeError('planted');
  },
  'rejects a promise': () => void Promise.reject(new Error('planted')),
  'throws in a timer': () =>
    void setTimeout(() => {
      throw new Error('planted');
    }, 3),
  'exits with 0': () => process.exit(0),
  'exits with 7': () => process.exit(7),
  [POLLED_FOR_EVER]: () => {},
  aborts: () => process.abort(),
  'loops for ever': () => {
    for (;;);
  },
  'allocates for ever': () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array<number>(10_000).fill(hoard.length));
  },
  'fills buffers for ever': () => {
    const hoard: Uint8Array[] = [];
    for (;;) hoard.push(new Uint8Array(1_000_000).fill(hoard.length));
  },
  'sends itself SIGTERM': () => void process.kill(process.pid, 'SIGTERM'),
  'sends itself SIGKILL': () => void process.kill(process.pid, 'SIGKILL'),
  'is killed from outside': waitForTheEnd,
};

/** Dies with the guard down: it would refuse a timer, and this is about those that find a way past it. */
function die(): void {
  GUARD.isUp = false;
  try {
    DEATHS[way]();
  } finally {
    GUARD.isUp = true;
  }
}

if (way.includes('record')) {
  // oxlint-disable-next-line typescript/unbound-method
  const { record } = Tracker.prototype;
  Tracker.prototype.record = function (...args) {
    if (isTime(this)) die();
    return record.apply(this, args);
  };
} else {
  // oxlint-disable-next-line typescript/unbound-method
  const { poll } = Observer.prototype;
  Observer.prototype.poll = function () {
    if (isTime(this)) die();
    return poll.apply(this);
  };
}
