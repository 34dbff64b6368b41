import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { customRules } from '../oracle/custom-rules.ts';
import { CONFORMANCE_RULES } from '../oracle/conformance-rules.ts';
import { JUDGES, type Judge } from '../oracle/finding.ts';
import { GOALS } from '../oracle/goals.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { writeSection, type Entry } from '../report/section.ts';
import { customScenarios } from '../world/scenarios/custom-scenarios.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import { RULE_BOOK } from '../zoo/rule-book.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { JSON_OPTION, RULES_OPTION, useCustom } from './options.ts';

export const LIST: Command<ExitCode> = {
  name: 'list',
  summary: 'Lists scenarios, rules, known limits and goals, each with its sentence.',
  options: { rules: RULES_OPTION, json: JSON_OPTION },
  isOutputAll: true,
  run: listCommand,
};

const TITLES: Readonly<Record<Judge, string>> = {
  invariant: 'invariants',
  conservation: 'conservation',
  model: 'model',
  liveness: 'liveness',
  'no-throw': 'no throw and no end',
  'known-limit': 'known limits',
  expect: 'recorded replies',
  goals: 'whole campaigns',
  determinism: 'determinism',
  conformance: 'trackers from elsewhere',
  custom: 'rules of your own',
  harness: 'harness',
};

function rulesOf(judge: Judge): Entry[] {
  if (judge === 'custom') return customRules().rules.map(({ name, sentence }): Entry => [name, sentence]);
  if (judge === 'conformance') return Object.entries(CONFORMANCE_RULES);
  return RULE_BOOK.filter((family) => family.judge === judge).flatMap(({ rules }) =>
    rules.map(({ name, sentence }): Entry => [name, sentence]),
  );
}

/** `list`: what there is. */
async function listCommand(given: Arguments, { out }: CommandContext): Promise<ExitCode> {
  await useCustom(given);
  const scenarios = [...SCENARIOS, ...customScenarios()].map(({ name, claim }): Entry => [name, claim]);
  // There may be no rules of the user's own.
  const rules = JUDGES.map((judge) => [judge, rulesOf(judge)] as const).filter(([, entries]) => entries.length > 0);
  const goals = [...Object.entries(GOALS), ...customRules().goals.map(({ name, sentence }): Entry => [name, sentence])];
  if (given.has('json')) {
    const named = (entries: readonly Entry[]): object[] => entries.map(([name, sentence]) => ({ name, sentence }));
    const judged = rules.flatMap(([judge, entries]) => entries.map(([name, sentence]) => ({ judge, name, sentence })));
    out.write(`${jsonText({ scenarios: named(scenarios), rules: judged, goals: named(goals) })}\n`);
    return EXIT.ok;
  }
  const sections: readonly (readonly [string, readonly Entry[]])[] = [
    ['scenarios', scenarios],
    ...rules.map(([judge, entries]) => [TITLES[judge], entries] as const),
    ['goals', goals],
  ];
  for (const [title, entries] of sections) writeSection(out, title, entries);
  return EXIT.ok;
}
