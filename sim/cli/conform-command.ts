import { seedsFrom } from '../campaign/seeds.ts';
import { ConformJob } from '../conformance/conform-job.ts';
import { CHECK_NAMES, type Check, type ConformanceReport } from '../conformance/conform.ts';
import { badgeOf, formatConformance, formatMatrix, htmlOf, markdownOf } from '../conformance/conformance-report.ts';
import type { ConformTask } from '../conformance/worker.ts';
import { formatKnownDeviations, readKnownDeviations, type KnownDeviation } from '../conformance/known-deviations.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { printable } from '../data/quoting/printable.ts';
import { EXIT, mostSevere, savedAll, type ExitCode } from '../report/exit-code.ts';
import { formatTable } from '../report/table.ts';
import { customScenarios } from '../world/scenarios/custom-scenarios.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import { readSeed, scenarioNamed, scenarioNames } from './scenario-options.ts';
import { answer, JSON_OPTION, outputFiles, progressOf, RULES_OPTION, saving, TRACKER_OPTION, useCustom } from './options.ts';

export const CONFORM: Command<ExitCode> = {
  name: 'conform',
  summary: 'Asks a tracker from elsewhere every clause of docs/conformance.md, and has it follow scenarios under seeds.',
  options: {
    tracker: { ...TRACKER_OPTION, help: `${TRACKER_OPTION.help}. Of a module that exports production its tracker and codec are asked` },
    compare: { value: null, help: 'compare the trackers that are named one after another, each as --tracker has it' },
    scenario: {
      value: 'NAME',
      help: 'a scenario (see list), a scenario file, or a module of your own (./mine.mjs); may be repeated; default all',
      repeats: true,
    },
    seed: { value: 'SEED', help: 'first seed: any text without spaces; default 1' },
    seeds: { value: 'N', help: 'seeds for each scenario, 0 to 1000; default 1; 0 for the clauses alone' },
    known: { value: 'FILE', help: 'deviations that are expected; one that does not fail, or fails otherwise, is a fault' },
    'write-known': { value: 'FILE', help: 'save the deviations that were found as such a file' },
    html: { value: 'FILE', help: 'save the report as one page of HTML' },
    markdown: { value: 'FILE', help: 'save the report as Markdown' },
    badge: { value: 'FILE', help: 'save a badge, SVG' },
    rules: RULES_OPTION,
    json: JSON_OPTION,
  },
  positionals: { name: 'SPEC', min: 0, max: 16 },
  run: conformCommand,
};

/** `conform`: ask one tracker, or several side by side. */
async function conformCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const specs = readSpecs(given);
  await useCustom(given);
  const options = await readOptions(given);
  const [htmlPath, markdownPath, badgePath, knownPath] = await outputFiles('conform', given, ['html', 'markdown', 'badge', 'write-known']);
  const progress = progressOf(given, context);
  const reports: ConformanceReport[] = [];
  const jobs = specs.map(() => new ConformJob());
  const forget = context.onInterrupt(() => {
    for (const job of jobs) job.interrupt();
  });
  try {
    // All before the first is asked, which takes long.
    for (const [at, spec] of specs.entries()) {
      const refusal = await jobs[at].open({ ...options, spec });
      if (isRefusal(refusal)) throw new UsageError(refusal.refused);
    }
    for (const [at, spec] of specs.entries()) reports.push(await jobs[at].ask((next) => progress.note(`${printable(spec)}: ${next}`)));
  } finally {
    forget();
    await Promise.all(jobs.map((job) => job.close()));
  }
  progress.clear();
  const exit = mostSevere(
    reports.flatMap(({ faults, left }) => [faults.length === 0 ? EXIT.ok : EXIT.safety, left === 0 ? EXIT.ok : EXIT.inconclusive]),
  );
  const [report] = reports;
  if (given.has('compare')) {
    const cut = reports.some(({ left }) => left > 0) ? 'interrupted: what is shown is what is known\n' : '';
    const head = ['check', ...reports.map(({ tracker }) => printable(tracker.name))];
    answer(given, context, { reports, exit }, () => `${formatTable(head, formatMatrix(reports))}\n${cut}`);
    return exit;
  }
  answer(given, context, { ...report, exit }, () => formatConformance(report, context.out));
  if (report.left > 0) {
    const paths = [htmlPath, markdownPath, badgePath, knownPath].filter((path) => path !== undefined).map(printable);
    if (paths.length > 0)
      context.err.write(
        `varta-sim: conform: interrupted: ${paths.join(', ')} ${paths.length === 1 ? 'is not written, as it' : 'are not written, as they'} would tell of a part\n`,
      );
    return exit;
  }
  return savedAll(exit, context, [
    saving(htmlPath, () => htmlOf(report)),
    saving(markdownPath, () => markdownOf(report)),
    saving(badgePath, () => badgeOf(report)),
    saving(knownPath, () => formatKnownDeviations([...report.clauses, ...report.rules].flatMap(knownOf))),
  ]);
}

function readSpecs(given: Arguments): readonly string[] {
  const spec = given.text('tracker');
  if (!given.has('compare')) {
    if (spec === undefined) throw new UsageError('conform: name a tracker with --tracker: a module (./mine.mjs), or cmd: and a command');
    if (given.positionals.length > 0) throw new UsageError('conform: several trackers go with --compare');
    return [spec];
  }
  const specs = [...(spec === undefined ? [] : [spec]), ...given.positionals];
  if (specs.length < 2) throw new UsageError('conform: --compare needs two trackers or more');
  const single = ['html', 'markdown', 'badge', 'known', 'write-known'].find((option) => given.has(option));
  if (single !== undefined) throw new UsageError(`conform: --${single} is for one tracker, and --compare asks several`);
  return specs;
}

async function readOptions(given: Arguments): Promise<Omit<ConformTask, 'spec'>> {
  const names = given.has('scenario')
    ? await scenarioNames(given.texts('scenario'))
    : [...SCENARIOS, ...customScenarios()].map(({ name }) => name);
  const scenarios = await Promise.all(names.map(async (name) => scenarioNamed('conform', name)));
  const seed = readSeed(given);
  const count = given.integer('seeds', 0, 1000) ?? 1;
  const known = given.text('known');
  return {
    scenarios,
    seeds: count === 0 ? [] : seedsFrom(seed, count),
    known: known === undefined ? [] : readKnownDeviations(known, CHECK_NAMES),
    today: new Date().toISOString().slice(0, 10),
  };
}

/** The entry that expects a failure. What is replied in a scenario changes with the scenario: for a rule any wrong reply will do. */
function knownOf({ name, deviation, known }: Check): KnownDeviation[] {
  if (deviation === null) return [];
  const got = deviation.where === null ? { got: deviation.got } : {};
  return [{ ...known, check: name, ...got, reason: known?.reason ?? deviation.reason }];
}
