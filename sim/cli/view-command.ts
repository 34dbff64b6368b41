import { spawn } from 'node:child_process';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { printable } from '../data/quoting/printable.ts';
import { checkDistinct } from '../data/same-file.ts';
import type { Trace } from '../data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER } from '../data/trace/trace-header.ts';
import { unwritable, writeWhole } from '../data/write-whole.ts';
import { loadTrace } from '../findings/replay/load-trace.ts';
import { headerFinding } from '../oracle/finding.ts';
import { againLine } from '../report/command-lines.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { readPageParts } from '../view/make-page.ts';
import { packTrace } from '../view/packed-trace.ts';
import type { PageData } from '../view/page-data.ts';
import { resolveScenarios } from '../world/run-settings.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import { KNOB_OPTIONS, readKnobs, readSeed, scenarioNamed, SCENARIO_OPTIONS } from './scenario-options.ts';
import { notShown, pageText, shownTrace, type Shown } from './trace-page.ts';
import { INSIGHT_OPTIONS, readInsight } from './insight-option.ts';
import { recordScenario } from '../world/record-scenario.ts';
import { answer, JSON_OPTION, RULES_OPTION, useCustom } from './options.ts';

const KNOBS = Object.fromEntries(Object.entries(KNOB_OPTIONS).map(([name, option]) => [name, { ...option, needs: 'scenario' }]));

export const VIEW: Command<ExitCode> = {
  name: 'view',
  summary:
    'Writes a run as one HTML page that carries the code and runs it again: a trace FILE, or --scenario under --seed. Opens offline.',
  options: {
    ...SCENARIO_OPTIONS,
    ...KNOBS,
    beside: { value: 'FILE', help: 'another trace, beside the first: shrunk and whole, failing and passing' },
    ...INSIGHT_OPTIONS,
    out: { value: 'FILE', help: 'where to write the page; default FILE or NAME with .html. What was there is replaced' },
    open: { value: null, help: 'open it in the browser of this machine' },
    rules: RULES_OPTION,
    json: JSON_OPTION,
  },
  positionals: { name: 'FILE', min: 0, max: 1 },
  isOutputAll: true,
  run: viewCommand,
};

/** `view`: read or make the run, make the page, write it. */
async function viewCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals as readonly (string | undefined)[];
  if ((path === undefined) === !given.has('scenario')) throw new UsageError('view: it takes either a FILE or --scenario with --seed');
  await useCustom(given);
  const parts = readPageParts();
  const main = path === undefined ? await shownScenario(given) : shownTrace(path, await loadTrace(path, { isJudged: false }), true);
  const besidePath = given.text('beside');
  const beside = besidePath === undefined ? [] : [shownTrace(besidePath, await loadTrace(besidePath, { isJudged: false }), false)];
  const out = given.text('out') ?? defaultOut(path ?? given.text('scenario') ?? 'run');
  const insight = readInsight(given, main);
  const inputs = [path, besidePath, given.text('locate'), given.text('explain')].filter((one) => one !== undefined);
  checkDistinct('view', [...inputs.map((one) => ({ as: '', path: one })), { as: '--out', path: out }]);
  const html = Buffer.from(pageText(main, beside, parts, insight));
  try {
    await writeWhole(out, html, { overwrite: true });
  } catch (error) {
    throw unwritable(error, 'view: ');
  }
  const text = (): string => `wrote ${printable(out)}, ${Math.ceil(html.length / 1024)} KB: open it in a browser\n`;
  for (const { run, trace } of [main, ...beside]) {
    const note = notShown(trace.header.finding);
    if (note !== null) context.err.write(`varta-sim: view: ${printable(run.label)}: ${note}\n`);
  }
  answer(given, context, { page: out, bytes: html.length }, text);
  if (given.has('open')) openInBrowser(out);
  return EXIT.ok;
}

async function shownScenario(given: Arguments): Promise<Shown> {
  const ref = await scenarioNamed('view', given.text('scenario') ?? '');
  const seed = readSeed(given);
  const knobs = readKnobs(given);
  const paste: PageData['paste'] = [['again', againLine(ref.name, seed, { knobs, stepsMax: null, check: 'cheap' })]];
  const label = `${ref.name}, seed ${seed}`;
  const header = { ...EMPTY_TRACE_HEADER, scenario: ref.name, seed };
  const [scenario] = await resolveScenarios([ref]);
  // The page knows those that are built in; of any other it gets the operations.
  if (SCENARIOS.some(({ name }) => name === ref.name))
    return {
      run: { kind: 'scenario', label, scenario: ref.name, seed, knobs },
      trace: { header: { ...header, why: scenario.claim } },
      paste,
    };
  const { steps, result } = recordScenario(scenario, seed, { knobs });
  const finding = result.finding === null ? null : headerFinding(result.finding);
  const trace: Trace = { header: { ...header, why: scenario.claim, digest: result.digest, finding }, steps };
  return { run: { kind: 'trace', label, packed: packTrace(trace) }, trace, paste };
}

function defaultOut(from: string): string {
  return `${from.replace(/(\.ndjson)?(\.gz)?$|\.json$/, '')}.html`;
}

function openInBrowser(path: string): void {
  const command = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  const child = spawn(command, [path], { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
