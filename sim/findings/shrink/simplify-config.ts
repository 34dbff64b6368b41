import { DEFAULT_CAPACITY } from '../../data/spec/limits.ts';
import { OBSERVER_OPTION_LIST, settingsOfToday, type OptionName } from '../../data/ops/observer-options.ts';
import type { NewOp, ObserverOp, Op } from '../../data/ops/op.ts';
import type { Search } from './search.ts';
import { capacityOf, withCapacity } from './run-shape.ts';

/** A drain interval longer than any run. */
const NEVER_NS = 2n ** 63n;
const STALLS_LENGTH_MAX = 40;

/** Replaces the operation that starts the run. */
function withStart(search: Search, op: Op): boolean {
  const [start, ...rest] = search.steps;
  return search.accepts([{ ...start, op }, ...rest]);
}

/** Lowers a number to the smallest with which the run still fails, by bisection. */
function lower(search: Search, value: number, least: number, build: (value: number) => Op): void {
  let works = value;
  let fails = least - 1;
  while (works - fails > 1 && !search.isOver) {
    const middle = fails === least - 1 ? least : Math.floor((works + fails) / 2);
    if (withStart(search, build(middle))) works = middle;
    else fails = middle;
  }
}

/**
 * Leaves out what the observer of today does by itself: without a limit on a step of its time, a run fails with fewer polls. It
 * is tried before operations are dropped, which come to depend on it.
 */
export function withoutToday(search: Search): void {
  const start = search.steps[0]?.op;
  if (start?.op !== 'observer') return;
  const rest: Record<string, unknown> = { ...start };
  for (const name of Object.keys(settingsOfToday(start.threshold))) delete rest[name];
  if (!withStart(search, rest as unknown as ObserverOp)) {
    const { max_step: _step, catch_up: _catchUp, ...untimed } = start;
    withStart(search, untimed);
  }
}

/** Makes the configuration smaller and plainer: capacity, window, limits, options that do not matter. */
export function simplifyConfig(search: Search): void {
  const start = search.steps[0]?.op;
  if (start?.op === 'new') simplifyNew(search);
  if (start?.op === 'observer') simplifyObserver(search);
}

function simplifyNew(search: Search): void {
  const start = (): NewOp => search.steps[0].op as NewOp;
  lower(search, start().capacity, 0, (capacity) => ({ ...start(), capacity }));
  lower(search, start().window, 1, (window) => ({ ...start(), window }));
  if (start().policy === 'balanced') withStart(search, { ...start(), policy: 'strict' });
  else withoutDrains(search);
}

/** Strict evicts only what a drain has marked as stalled, balanced needs no drain: under it the run may fail without its drains. */
function withoutDrains(search: Search): void {
  const [start, ...rest] = search.steps;
  const kept = rest.filter(({ op }, at) => op.op !== 'drain' || at === rest.length - 1);
  if (start.op.op === 'new' && kept.length < rest.length) search.accepts([{ ...start, op: { ...start.op, policy: 'balanced' } }, ...kept]);
}

/** The same for an observer, which drains by itself unless its interval is long: under balanced a poll that returned a stall may go. */
function withoutStalls(search: Search): void {
  const { op } = search.steps[0];
  if (op.op !== 'observer' || search.steps.length > STALLS_LENGTH_MAX) return;
  const undrained: ObserverOp = { ...op, policy: 'balanced', drain_interval: NEVER_NS };
  for (let at = search.steps.length - 2; at > 0; at--) {
    const [start, ...rest] = search.steps.filter((_, index) => index !== at);
    if (search.steps[at].op.op === 'poll' && search.accepts([{ ...start, op: undrained }, ...rest])) return;
  }
}

/** Options that are made small in place of being left out; without a limit per pid a run is plainer than with the default one. */
const KEPT: readonly OptionName[] = ['threshold', 'capacity', 'per_pid_rate'];

function withoutOption(search: Search, start: ObserverOp, name: OptionName): void {
  const { [name]: _dropped, ...rest } = start;
  withStart(search, rest as ObserverOp);
}

function simplifyObserver(search: Search): void {
  const start = (): ObserverOp => search.steps[0].op as ObserverOp;
  for (const { name } of OBSERVER_OPTION_LIST)
    if (!KEPT.includes(name) && start()[name] !== undefined) withoutOption(search, start(), name);
  if (start().per_pid_rate !== 0) withStart(search, { ...start(), per_pid_rate: 0 });
  lower(search, start().capacity ?? DEFAULT_CAPACITY, 0, (capacity) => ({ ...start(), capacity }));
  if (start().window !== undefined) lower(search, start().window ?? 1, 1, (window) => ({ ...start(), window }));
  if (start().listeners > 1) toOneListener(search);
  withoutStalls(search);
}

function toOneListener(search: Search): void {
  search.accepts(
    search.steps.map((step) => {
      if (step.op.op === 'observer') return { ...step, op: { ...step.op, listeners: 1 } };
      return step.op.op === 'datagram' ? { ...step, op: { ...step.op, listener: 0 } } : step;
    }),
  );
}

const WINDOW_MAX = 4096;

/**
 * Lets an eviction pass read the whole table: it then meets its victim wherever the cursor stands, and the operations that
 * moved the cursor there can go. The window is made small again with the rest of the configuration.
 */
export function widenWindow(search: Search): void {
  const capacity = capacityOf(search.steps);
  if (capacity !== null) search.accepts(withCapacity(search.steps, capacity, WINDOW_MAX));
}
