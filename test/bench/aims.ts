import type { Figure } from './figures.ts';
import { KEPT_RUNS } from './memory-counts.ts';
import { SWEEP } from './sweep-case.ts';

/** A number that was set before it was measured. */
export interface Aim {
  readonly aim: string;
  readonly got: number;
  readonly isMet: boolean;
}

/** At this time for a word the machine is quiet: aims in nanoseconds are for it. */
const QUIET_SWEEP_NS = 0.9;

/** Compares what was measured with what was wanted, where all that it takes was measured. No aim stops the bench. */
export function aimsOf(figures: readonly Figure[]): Aim[] {
  const median = (name: string): number => figures.find((figure) => figure.name === name)?.median ?? Number.NaN;
  const beside = (name: string, peer: string): number => median(name) / median(peer);
  const quiet = (name: string): number => (QUIET_SWEEP_NS * median(name)) / median(SWEEP);
  return [
    atMost('refresh of a known pid at 256 slots, in times of the Map of objects', beside('refresh-256', 'map-refresh-256'), 0.3),
    atMost('the same at 4096 slots', beside('refresh-4096', 'map-refresh-4096'), 0.3),
    atMost('drain of 4096 slots, nobody silent, in times of the Map of objects', beside('drain-4096', 'map-drain-4096'), 0.1),
    atMost('flood, strict, ns where a sweep takes 0.9', quiet('flood-strict'), 34),
    atMost('flood, balanced, window of 256, ns likewise', quiet('flood-balanced'), 440),
    atMost('eviction on a fresh table, ns likewise', quiet('evict'), 95),
    atLeast('judged steps a second at 256 slots', 1e9 / median('judged-step-256'), 2_000_000),
    atLeast('of that at 4096 slots', beside('judged-step-256', 'judged-step-4096'), 0.8),
    atMost('a judged step, in beats under fc.modelRun without rules', beside('judged-step-256', 'model-run-step'), 1.1),
    atLeast(
      'a beat under fc.commands with our model and rules, in judged beats of our runner',
      beside('judged-model-run-step', 'judged-beat'),
      3,
    ),
    atLeast('the same in judged steps of a simulation, world and observer included', beside('judged-model-run-step', 'judged-step-256'), 3),
    atLeast('steps of npm run sim a second a core, everything included', 1e9 / median('campaign-step'), 800_000),
    atLeast('datagrams through UdpListener and Observer, in those of a bare socket', beside('udp-bare', 'udp-observer'), 0.8),
    atLeast('judged steps a second that our own serve follows', 1e9 / median('followed-by-serve'), 100_000),
    atLeast('judged steps a second that the sample in Python follows', 1e9 / median('followed-by-python'), 20_000),
    atMost('what a campaign holds of four times as many runs, in what it holds of once', beside(KEPT_RUNS[1], KEPT_RUNS[0]), 1.25),
    atMost('a step with the guard, in steps without', beside('guarded-step', 'bare-step'), 1.1),
  ].filter(({ got }) => !Number.isNaN(got));
}

function atLeast(aim: string, got: number, least: number): Aim {
  return { aim: `${aim}: at least ${least}`, got, isMet: got >= least };
}

function atMost(aim: string, got: number, most: number): Aim {
  return { aim: `${aim}: at most ${most}`, got, isMet: got <= most };
}
