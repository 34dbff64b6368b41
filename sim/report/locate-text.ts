import { paint, type Output } from '../data/command-line/output.ts';
import { printable } from '../data/quoting/printable.ts';
import { labelledLines, wrapWords } from '../data/wrap-words.ts';
import { runsToBelieve, type Chance } from '../insight/binomial.ts';
import { chanceAt, type Point } from '../insight/curve.ts';
import type { Infection } from '../insight/infection.ts';
import { operationsOf, shareOf } from '../insight/jumps.ts';
import type { Knob } from '../insight/knobs.ts';
import type { Cause, Location } from '../insight/locate.ts';
import { signatureOf, type Finding } from '../oracle/finding.ts';
import { plotCurve } from './curve-plot.ts';
import { exitCodeOf } from './exit-code.ts';
import { percent, withCommas } from './table.ts';

/** Where the run that was located comes from. */
export interface LocatedRun {
  readonly scenario: string;
  readonly seed: string;
  /** The trace file that names them; null where they were given. */
  readonly path: string | null;
}

const LABEL = 14;
const COLUMNS_MAX = 100;
const DRAWS_SHOWN = 8;
/** Where so many tails fail that with their number none is known that would not. */
const NEARLY_ALL = 0.98;

/** From when on the failure was inevitable, as the end of a sentence. */
function verdictOf({ causes, scale, bakedIn, otherSeeds, curve }: Location): string {
  const last = causes.at(-1);
  const start = shareOf(curve[0], 'ever');
  const here = last === undefined ? '' : `; that it fails about here is decided at operation ${last.jump.step}`;
  if (start >= NEARLY_ALL) {
    const why =
      bakedIn === null ? 'from the beginning: whatever is drawn, the run fails' : `baked in by the configuration: ${knobNames(bakedIn)}`;
    return `${why}; ${otherSeeds.same} of ${otherSeeds.chance.trials} other seeds fail so${here}`;
  }
  if (scale === 'ever' && last !== undefined) {
    const share = shareOf(last.jump.after, scale);
    return `from operation ${last.jump.step} on${share >= NEARLY_ALL ? '' : `, for ${percent(share, 1)} of all tails`}`;
  }
  return `at no operation clearly: ${percent(start, 1)} of all tails fail from the beginning on${here}`;
}

/** What the configuration adds where it does not decide by itself. */
function configurationLine({ bakedIn, curve, otherSeeds }: Location): string | null {
  const start = shareOf(curve[0], 'ever');
  if (bakedIn === null || start >= NEARLY_ALL) return null;
  return `makes it likelier: ${percent(start, 1)} of its runs against ${percent(shareOf(otherSeeds, 'ever'), 1)}: ${knobNames(bakedIn)}`;
}

function knobNames(knobs: readonly Knob[]): string {
  const named = knobs.map(({ names, values, without }) => {
    const shown = names.map((name) => `${name} ${values[name]}`).join(', ');
    const others = `${percent(shareOf(without, 'ever'), 1)} fail with another`;
    return `${names.length === 0 ? 'a draw that it does not show' : shown} (${others})`;
  });
  return named.length === 0 ? 'by no draw of it alone' : named.join('; ');
}

/** The whole report. */
export function formatLocation(run: LocatedRun, location: Location, elapsedMs: number, out: Output): string {
  const { finding, infection, curve, scale, causes, otherSeeds, tails } = location;
  const columns = Math.min(COLUMNS_MAX, out.columns);
  const told = (label: string, text: string): string[] => labelled(label, text, columns);
  const configuration = configurationLine(location);
  const censored = curve.reduce((sum, point) => sum + point.censored, 0);
  const where = scale === 'ever' ? 'fail as this run did' : 'fail as this run did, about where it did';
  return [
    ...headOf(run, location, out),
    ...told('infected', infectionWords(infection, finding)),
    ...told('inevitable', verdictOf(location)),
    ...(configuration === null ? [] : told('configured', configuration)),
    ...causes.flatMap((cause) => causeLines(cause, location, columns)),
    ...told('chance', findability(otherSeeds)),
    '',
    ...wrapWords(`share of tails that ${where}, by operations kept`, columns),
    ...plotCurve(curve, scale, columns),
    ...(censored > 0 ? wrapWords(`${withCommas(censored)} tails failed otherwise, and count for neither side`, columns) : []),
    '',
    `${withCommas(tails)} tails in ${(elapsedMs / 1000).toFixed(1)} s`,
    '',
  ].join('\n');
}

function headOf({ scenario, seed, path }: LocatedRun, { finding, steps }: Location, out: Output): string[] {
  const origin = printable(`${path === null ? '' : `${path} · `}scenario ${scenario} · seed ${seed} · ${withCommas(steps)} operations`);
  return [origin, `${paint(out, 'red', 'FAIL')}  ${paint(out, 'bold', printable(signatureOf(finding)))} at operation ${finding.step}`];
}

/** What is known of a trace that no seed makes. */
export function formatInfection(path: string, finding: Finding, infection: Infection | null, why: string, out: Output): string {
  const columns = Math.min(COLUMNS_MAX, out.columns);
  return [
    printable(path),
    `${paint(out, 'red', 'FAIL')}  ${paint(out, 'bold', printable(signatureOf(finding)))} at operation ${finding.step}`,
    ...labelled('infected', infectionWords(infection, finding), columns),
    ...labelled('inevitable', `not known: ${why}`, columns),
    '',
  ].join('\n');
}

function infectionWords(infection: Infection | null, finding: Finding): string {
  if (infection === null) return 'never: all that the model knows is as it should be to the end';
  const before = finding.step - infection.step;
  const how = before === 0 ? 'the one that fails' : `${before} before the one that fails`;
  return `after operation ${infection.step}, ${how}: ${infection.by === 'rule' ? 'a rule does not hold: ' : ''}${infection.reason}`;
}

function causeLines({ jump, turn, parting }: Cause, { scale }: Location, columns: number): string[] {
  const from = percent(shareOf(jump.before, scale), 1);
  const to = percent(shareOf(jump.after, scale), 1);
  const { draws } = turn;
  const more = draws.length > DRAWS_SHOWN ? ` and ${draws.length - DRAWS_SHOWN} more` : '';
  const drawn = draws.slice(0, DRAWS_SHOWN).map(({ stream, asked, value }) => `${value} of ${asked} (${stream})`);
  return [
    ...labelled(`  at ${jump.step}`, `${from} to ${to}: ${turn.sentence}`, columns),
    ...labelled('  drawn', drawn.length === 0 ? 'nothing: what was drawn before came to light' : `${drawn.join(', ')}${more}`, columns),
    ...(parting === null
      ? []
      : labelled('  else', `a tail that passes parts at ${parting.step}: ${parting.passing}; here: ${parting.failing}`, columns)),
  ];
}

/** How likely a seed finds it, and how long it takes to believe that none does any more. */
function findability({ chance, censored }: Point): string {
  const other = censored === 0 ? '' : ` (${censored} more fail otherwise)`;
  const share = `${chance.hits} of ${chance.trials} other seeds find it${other}, ${percent(chance.low, 1)} to ${percent(chance.high, 1)}`;
  const runs = runsToBelieve(chance.low);
  if (runs === null)
    return `${share}; a fix may be believed after ${withCommas(runsToBelieve(chance.high) ?? 0)} runs without it at the least`;
  return `${share}; a fix may be believed at 95 % after ${withCommas(runs)} ${runs === 1 ? 'run' : 'runs'} without it`;
}

function labelled(label: string, text: string, columns: number): string[] {
  return labelledLines(label, text, LABEL, columns);
}

/** The form in which programs get it: the curve of a run's page, too. */
export function locationJson(run: LocatedRun, location: Location): object {
  const { finding, steps, infection, curve, scale, causes, otherSeeds, bakedIn, tails } = location;
  return {
    ...run,
    operations: steps,
    ...findingJson(finding),
    infection,
    verdict: verdictOf(location),
    scale,
    curve: curve.map(pointJson),
    causes: causes.map(({ jump, turn, parting }) => ({
      operation: jump.step,
      before: pointJson(jump.before),
      after: pointJson(jump.after),
      sentence: turn.sentence,
      draws: turn.draws,
      parting,
    })),
    bakedIn: bakedIn?.map(({ names, values, without }) => ({ names, values, without: chanceJson(without.chance) })) ?? null,
    findability: {
      ...chanceJson(otherSeeds.chance),
      censored: otherSeeds.censored,
      runsToBelieve: runsToBelieve(otherSeeds.chance.low),
      runsAtLeast: runsToBelieve(otherSeeds.chance.high),
    },
    tails,
    exit: exitCodeOf(finding.judge),
  };
}

/** The same of a trace that no seed makes. */
export function infectionJson(path: string, finding: Finding, infection: Infection | null, why: string): object {
  return { path, ...findingJson(finding), infection, verdict: `not known: ${why}`, curve: null, exit: exitCodeOf(finding.judge) };
}

function findingJson(finding: Finding): object {
  return { signature: signatureOf(finding), failsAt: finding.step, reason: finding.reason };
}

function pointJson(point: Point): object {
  const { tails, same, sameHere, passed, censored } = point;
  const ever = chanceJson(chanceAt(point, 'ever'));
  return { kept: operationsOf(point), tails, same, sameHere, passed, censored, ...ever };
}

function chanceJson({ hits, trials, low, high }: Chance): object {
  return { hits, trials, low, high };
}
