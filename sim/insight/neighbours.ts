import { GOAL_NAMES } from '../oracle/goals.ts';
import { signatureOf } from '../oracle/finding.ts';
import type { Production } from '../subject/production.ts';
import { runTail, runWhole, type ResolvedRun, type Kept, type Tail } from './tail.ts';

/** Something that happens in some runs, and how it goes with their failing. */
export interface Companion {
  /** A branch of `src` that was taken; a goal, or a fault of the world, that was reached. */
  readonly kind: 'branch' | 'goal' | 'fault';
  readonly name: string;
  /** Runs that fail with it and without it, and runs that pass with it and without it. */
  readonly failingWith: number;
  readonly failingWithout: number;
  readonly passingWith: number;
  readonly passingWithout: number;
}

/** What goes with failing, over a run and its neighbours. */
export interface Neighbours {
  readonly failing: number;
  readonly passing: number;
  /** What goes with it most comes first; what is in all runs, or more often in those that pass, is left out. */
  readonly companions: readonly Companion[];
}

/** What is asked of each run. */
export interface RunWatch {
  /** The branches that were taken since the last call. */
  readonly takeBranches: () => readonly string[];
  readonly onStep: () => void;
}

/** Other seeds; then tails of the run, if too few of those fail or pass. */
const SEEDS = 30;
const TAILS_EACH = 8;
const ENOUGH = 8;
const KEPT_SHARES = [1, 3, 7, 15].map((numerator) => ({ numerator, denominator: numerator + 1 }));
const COMPANIONS_MAX = 200;
const IS_FAULT = /^(?:link|agents?|observer|host|queue|attack|clock|kernel|socket|supervisor)-/;

/**
 * Runs the neighbours of a failing run: other seeds of its scenario, and as long as fewer than eight fail or pass, tails of the run from
 * a half of it on, later and later. Over them it counts what goes with failing. O(runs).
 */
export function neighboursOf(run: ResolvedRun, signature: string, production: Production, { takeBranches, onStep }: RunWatch): Neighbours {
  const seen: { readonly isFailing: boolean; readonly what: ReadonlySet<string> }[] = [];
  const make = (tail: Tail | null): number => {
    takeBranches();
    const watcher = { onOp: onStep };
    const { finding, goals, steps } = tail === null ? runWhole(run, production, watcher) : runTail(run, tail, production, watcher);
    const branches = takeBranches().map((name) => `branch ${name}`);
    // Failing otherwise is neither.
    if (finding !== null && signatureOf(finding) !== signature) return steps;
    const reached = GOAL_NAMES.flatMap((name, at) => (goals[at] > 0 ? [`${IS_FAULT.test(name) ? 'fault' : 'goal'} ${name}`] : []));
    seen.push({ isFailing: finding !== null, what: new Set([...branches, ...reached]) });
    return steps;
  };
  const steps = make(null);
  const kinds: readonly (readonly [Kept, number])[] = [
    ['nothing', SEEDS],
    ...KEPT_SHARES.map(
      ({ numerator, denominator }) => [{ operations: Math.floor((steps * numerator) / denominator) }, TAILS_EACH] as const,
    ),
  ];
  for (const [kept, count] of kinds) {
    const failing = seen.filter(({ isFailing }) => isFailing).length;
    if (failing >= ENOUGH && seen.length - failing >= ENOUGH) break;
    for (let number = 0; number < count; number++) make({ kept, number });
  }
  return companionsIn(seen);
}

/** Counts over runs what goes with failing. */
export function companionsIn(seen: readonly { readonly isFailing: boolean; readonly what: ReadonlySet<string> }[]): Neighbours {
  const failing = seen.filter(({ isFailing }) => isFailing);
  const passing = seen.filter(({ isFailing }) => !isFailing);
  const names = [...new Set(seen.flatMap(({ what }) => [...what]))].sort((a, b) => (a < b ? -1 : 1));
  const companions = names.map((text): Companion => {
    const [kind, ...rest] = text.split(' ');
    const failingWith = failing.filter(({ what }) => what.has(text)).length;
    const passingWith = passing.filter(({ what }) => what.has(text)).length;
    return {
      kind: kind as Companion['kind'],
      name: rest.join(' '),
      failingWith,
      failingWithout: failing.length - failingWith,
      passingWith,
      passingWithout: passing.length - passingWith,
    };
  });
  const told = companions.filter((one) => increaseOf(one) > 0).sort((a, b) => suspicionOf(b) - suspicionOf(a));
  return { failing: failing.length, passing: passing.length, companions: told.slice(0, COMPANIONS_MAX) };
}

/** The chance of it in a run that fails. */
export function chanceGivenFailure({ failingWith, failingWithout }: Companion): number {
  return share(failingWith, failingWithout);
}

/** The chance of a run with it to fail. */
export function chanceOfFailure({ failingWith, passingWith }: Companion): number {
  return share(failingWith, passingWith);
}

/** How much more likely a run with it is to fail than any run: Liblit's increase, over runs. */
function increaseOf(one: Companion): number {
  return chanceOfFailure(one) - share(one.failingWith + one.failingWithout, one.passingWith + one.passingWithout);
}

/** The product of both chances: the square of Ochiai's coefficient, and in the same order. */
function suspicionOf(one: Companion): number {
  return chanceGivenFailure(one) * chanceOfFailure(one);
}

function share(part: number, rest: number): number {
  return part + rest === 0 ? 0 : part / (part + rest);
}
