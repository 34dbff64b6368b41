import { programLine } from '../data/command-line/program-line.ts';
import { shellPath, shellWord } from '../data/quoting/shell-word.ts';
import type { DeterminismRule } from '../oracle/determinism-rules.ts';
import { rulesGiven, scenarioArgument } from '../world/custom-modules.ts';
import { expectedDeviations, trackerSpec } from '../subject/foreign/open-tracker.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import type { Knobs } from '../world/scenarios/scenario.ts';

/** The line that replays a trace, with `tracker` where this command was given none. */
export function replayLine(path: string, tracker?: string): string {
  return `${programLine('replay')} ${shellPath(path)}${givenPart(tracker)}${knownPart()}`;
}

/** The rules and the tracker from elsewhere that this command was given; empty for none. */
export function givenPart(tracker?: string): string {
  const spec = trackerSpec() ?? tracker ?? null;
  return `${rulesPart()}${spec === null ? '' : ` --tracker ${shellWord(spec)}`}`;
}

function knownPart(): string {
  const known = expectedDeviations();
  return known === null ? '' : ` --known ${shellPath(known.path)}`;
}

function rulesPart(): string {
  return rulesGiven()
    .map((path) => ` --rules ${shellPath(path)}`)
    .join('');
}

/** What a trace is filed with. */
export interface KeepOptions {
  readonly why: string;
  readonly name: string | null;
  readonly owner: string;
  /** YYYY-MM-DD. */
  readonly expires: string;
}

/** The line that files a trace in the corpus: one that still fails where options are given, one that is mended without. */
export function keepLine(path: string, options: KeepOptions | null = null, tracker?: string): string {
  const line = `${programLine('keep')} ${shellPath(path)}${givenPart(tracker)}`;
  if (options === null) return line;
  const { why, name, owner, expires } = options;
  return [
    line,
    ...(why === '' ? [] : [`--why ${shellWord(why)}`]),
    ...(name === null ? [] : [`--name ${shellWord(name)}`]),
    `--owner ${shellWord(owner)}`,
    `--expires ${shellWord(expires)}`,
  ].join(' ');
}

/** The line that writes a test from a trace. */
export function emitLine(path: string, tracker?: string): string {
  return `${programLine('emit')} ${shellPath(path)}${givenPart(tracker)}`;
}

/** What was set by hand. */
export interface AgainSettings {
  readonly check: string;
  readonly stepsMax: number | null;
  readonly knobs: Knobs;
}

/** The line that makes one run again, with everything that was set by hand. */
export function againLine(scenario: string, seed: string, settings: AgainSettings): string {
  return (
    [`${programLine('run')} --scenario ${shellPath(scenarioArgument(scenario))} --seed ${shellWord(seed)}`, ...settingParts(settings)].join(
      ' ',
    ) +
    givenPart() +
    knownPart()
  );
}

/** What a campaign is made of; see CampaignHead. */
interface CampaignSettings extends AgainSettings {
  readonly scenario: string;
  readonly seed: string;
  readonly seeds: number;
  readonly scenarios: readonly { readonly name: string }[];
}

/** The line that makes a whole campaign again. One of all scenarios names none. */
export function campaignLine(campaign: CampaignSettings): string {
  const { scenarios, seed, seeds } = campaign;
  const isAll = scenarios.length === SCENARIOS.length && SCENARIOS.every(({ name }, at) => scenarios[at].name === name);
  const names = isAll ? [] : scenarios.map(({ name }) => `--scenario ${shellPath(scenarioArgument(name))}`);
  return (
    [programLine('run'), ...names, `--seed ${shellWord(seed)} --seeds ${seeds}`, ...settingParts(campaign)].join(' ') +
    givenPart() +
    knownPart()
  );
}

function settingParts({ knobs, stepsMax, check }: AgainSettings): string[] {
  const parts: string[] = [];
  if (knobs.capacity !== undefined) parts.push(`--capacity ${knobs.capacity}`);
  if (knobs.policy !== undefined) parts.push(`--policy ${knobs.policy}`);
  if (knobs.window !== undefined) parts.push(`--window ${knobs.window}`);
  if (knobs.forNs !== undefined) parts.push(`--for ${knobs.forNs}ns`);
  if (stepsMax !== null) parts.push(`--steps ${stepsMax}`);
  if (check !== 'cheap') parts.push(`--check ${check}`);
  return parts;
}

/** The line that makes the run of a finding again: twice, where it is one of two runs that differ. */
export function findingLine(
  { rule, scenario, seed }: { readonly rule: string; readonly scenario: string; readonly seed: string },
  settings: AgainSettings,
): string {
  const line = againLine(scenario, seed, settings);
  return rule === ('same-seed-same-run' satisfies DeterminismRule) ? `${line} --rerun` : line;
}
