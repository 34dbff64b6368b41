import { signatureOf, type Finding } from '../oracle/finding.ts';
import { areApart } from './binomial.ts';
import { causeOf, type Cause } from './cause.ts';
import type { Crew } from './crew.ts';
import { Curve, type Point, type Scale } from './curve.ts';
import type { Infection } from './infection.ts';
import { coarseCurve, jumpsOf, shareOf } from './jumps.ts';
import { knobsOf, type Knob } from './knobs.ts';
import type { WholeRun } from './worker.ts';

/** When and why a run came to fail. */
export interface Location {
  readonly finding: Finding;
  readonly steps: number;
  readonly infection: Infection | null;
  /** The points that were made, by operations kept. */
  readonly curve: readonly Point[];
  /** The chance that is to be looked at: `ever` where it rises anywhere. */
  readonly scale: Scale;
  /** Of all rises of both chances, in the order of their steps. */
  readonly causes: readonly Cause[];
  /** Other seeds: nothing of the run is kept. */
  readonly otherSeeds: Point;
  /** The draws of the configuration that the failure hangs on; null where another configuration fails as well. */
  readonly bakedIn: readonly Knob[] | null;
  readonly tails: number;
}

/** Other seeds that are tried. */
const SEEDS = 60;
/** A tail may take so many times as long as the run to be seen to fail. */
const HERE_LATENCIES = 4;
/** Tails of the point at which the configuration alone is kept. */
const PLAN_TAILS = 48;

/** A look at the run: it must fail, and does so again in a worker. */
export async function wholeRun(crew: Crew): Promise<WholeRun> {
  return crew.ask('whole', undefined);
}

/**
 * Looks for the step at which the failure of a run became inevitable: the run is kept up to a step, everything after it is drawn
 * anew, and the share of such tails that fail as the run did is the curve. Made of tails that their numbers fix, so that the same
 * run gives the same curve for any number of workers. Rejects with a ClosedError if the crew is closed meanwhile.
 */
export async function locate(crew: Crew, whole: WholeRun, onTails: (tails: number) => void = () => {}): Promise<Location> {
  const { finding, steps, infection } = whole;
  if (finding === null) throw new RangeError('Cannot locate: the run must fail, and it passes');
  await crew.lookFor(signatureOf(finding));
  const latency = infection === null ? 0 : finding.step - infection.step;
  const curve = new Curve(crew, finding.step + HERE_LATENCIES * latency, onTails);
  const otherSeeds = await curve.point('nothing', SEEDS);
  const coarse = await coarseCurve(curve, finding.step + 1);
  const ever = await jumpsOf(curve, coarse, 'ever');
  const here = (await jumpsOf(curve, coarse, 'here')).filter(({ step }) => ever.every((jump) => jump.step !== step));
  const causes: Cause[] = [];
  for (const jump of [...ever, ...here].sort((a, b) => a.step - b.step)) causes.push(await causeOf(curve, crew, jump));
  const planKept = await curve.point({ operations: 0 }, PLAN_TAILS);
  const isBakedIn = shareOf(planKept, 'ever') > shareOf(otherSeeds, 'ever') && areApart(planKept.chance, otherSeeds.chance);
  const bakedIn = isBakedIn ? await knobsOf(curve, crew, whole, planKept) : null;
  const scale = ever.length > 0 ? 'ever' : 'here';
  return { finding, steps, infection, curve: curve.points, scale, causes, otherSeeds, bakedIn, tails: curve.tails };
}
