import { countOf } from '../data/count.ts';
import { paint, type Output } from '../data/command-line/output.ts';
import { printable } from '../data/quoting/printable.ts';
import { labelledLines, wrapWords } from '../data/wrap-words.ts';
import { runsToBelieve, type Chance } from '../insight/binomial.ts';
import type { Cause } from '../insight/cause.ts';
import { chanceAt, type Point } from '../insight/curve.ts';
import type { Infection } from '../insight/infection.ts';
import { operationsOf, shareOf } from '../insight/jumps.ts';
import type { Knob } from '../insight/knobs.ts';
import type { Location } from '../insight/locate.ts';
import { signatureOf, type Finding } from '../oracle/finding.ts';
import { plotCurve } from './curve-plot.ts';
import { exitCodeOf } from './exit-code.ts';
import { countWithCommas, percent } from './table.ts';

/** Where the run that was located comes from. */
export interface LocatedRun {
  readonly scenario: string;
  readonly seed: string;
  /** The trace file that names them; null where they were given. */
  readonly path: string | null;
}

const LABEL = 14;
const COLUMNS_MAX = 100;
/** Where so many tails fail that with their number none is known that would not. */
const NEARLY_ALL = 0.98;

/** From when on the failure was inevitable, as the end of a sentence. */
function verdictOf({ causes, bakedIn, otherSeeds, curve }: Location): string {
  const last = causes.at(-1);
  const ever = causes.findLast(({ jump }) => jump.scale === 'ever');
  const start = shareOf(curve[0], 'ever');
  const here =
    last === undefined || last === ever ? '' : `; that it fails so soon is decided at operation ${last.jump.step}${usedWords(last)}`;
  if (start >= NEARLY_ALL) {
    const why =
      bakedIn === null ? 'from the beginning: whatever is drawn, the run fails' : `baked in by the configuration: ${knobNames(bakedIn)}`;
    return `${why}; ${otherSeeds.same} of ${countOf(otherSeeds.chance.trials, 'other seed')} ${otherSeeds.same === 1 ? 'fails' : 'fail'} so${here}`;
  }
  if (ever !== undefined) {
    const share = shareOf(ever.jump.after, 'ever');
    return `from operation ${ever.jump.step} on${usedWords(ever)}${share >= NEARLY_ALL ? '' : `, for ${percent(share, 1)} of all tails`}${here}`;
  }
  return `at no operation clearly: ${percent(start, 1)} of all tails fail from the beginning on${here}`;
}

/** Where what was drawn is used, if that is later. */
function usedWords({ jump: { step }, usedAt }: Cause): string {
  return usedAt > step ? ` for operation ${usedAt}` : '';
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
  const where = scale === 'ever' ? 'fail as this run did' : 'fail as this run did, and no later';
  return [
    ...headOf(run, location, out),
    ...told('infected', infectionWords(infection, finding)),
    ...told('inevitable', verdictOf(location)),
    ...(configuration === null ? [] : told('configured', configuration)),
    ...causes.flatMap((cause) => causeLines(cause, columns)),
    ...told('chance', findability(otherSeeds)),
    '',
    ...wrapWords(`share of tails that ${where}, by operations kept`, columns),
    ...plotCurve(curve, scale, columns),
    ...(censored > 0 ? wrapWords(`${countWithCommas(censored, 'tail')} failed otherwise, and counted for neither side`, columns) : []),
    '',
    `${countWithCommas(tails, 'tail')} in ${(elapsedMs / 1000).toFixed(1)} s`,
    '',
  ].join('\n');
}

function headOf({ scenario, seed, path }: LocatedRun, { finding, steps }: Location, out: Output): string[] {
  const origin = printable(
    `${path === null ? '' : `${path} · `}scenario ${scenario} · seed ${seed} · ${countWithCommas(steps, 'operation')}`,
  );
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

function causeLines({ jump, turn, deciding, parting, usedAt }: Cause, columns: number): string[] {
  const { step, scale, before, after } = jump;
  const soon = scale === 'ever' ? '' : ' so soon';
  const shares = `${percent(shareOf(before, scale), 1)} to ${percent(shareOf(after, scale), 1)} fail${soon}`;
  const more = turn.draws.length - deciding.length;
  const decided = deciding.map(
    ({ draw: { stream, asked, value }, without }) =>
      `${value} of ${asked} (${stream}; ${percent(shareOf(without, scale), 1)} with another)`,
  );
  const others =
    deciding.length === 0
      ? countOf(more, 'value, which is not known to decide alone', 'values, none of which is known to decide alone')
      : `${decided.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
  return [
    ...labelled(`  at ${step}`, `${shares}: ${turn.sentence}`, columns),
    ...labelled('  drawn', others, columns),
    ...(usedAt > step ? labelled('  used', `by operation ${usedAt}`, columns) : []),
    ...(parting === null
      ? []
      : labelled(
          '  else',
          `${deciding.length === 0 ? 'a tail that does not fail so' : 'the run with another'} parts at ${parting.step}: ${parting.passing}; here: ${parting.failing}`,
          columns,
        )),
  ];
}

/** How likely a seed finds it, and how long it takes to believe that none does any more. */
function findability({ chance, censored }: Point): string {
  const other = censored === 0 ? '' : ` (${countOf(censored, 'more fails', 'more fail')} otherwise)`;
  const share = `${chance.hits} of ${countOf(chance.trials, 'other seed')} ${chance.hits === 1 ? 'finds' : 'find'} it${other}, ${percent(chance.low, 1)} to ${percent(chance.high, 1)}`;
  const runs = runsToBelieve(chance.low);
  if (runs === null)
    return `${share}; a fix may be believed after ${countWithCommas(runsToBelieve(chance.high) ?? 0, 'run')} without it at the least`;
  return `${share}; a fix may be believed at 95 % after ${countWithCommas(runs, 'run')} without it`;
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
    causes: causes.map(({ jump, turn, deciding, parting, usedAt }) => ({
      operation: jump.step,
      usedAt,
      scale: jump.scale,
      before: pointJson(jump.before),
      after: pointJson(jump.after),
      sentence: turn.sentence,
      draws: turn.draws,
      deciding: deciding.map(({ draw: { number }, without }) => ({ number, ...chanceJson(chanceAt(without, jump.scale)) })),
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
  const { tails, same, sameHere, passed, censored, censoredHere } = point;
  const ever = chanceJson(chanceAt(point, 'ever'));
  return { kept: operationsOf(point), tails, same, sameHere, passed, censored, censoredHere, ...ever };
}

function chanceJson({ hits, trials, low, high }: Chance): object {
  return { hits, trials, low, high };
}
