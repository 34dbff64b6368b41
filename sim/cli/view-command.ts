import { programLine } from '../data/command-line/program-line.ts';
import { spawn } from 'node:child_process';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { jsonText, printable } from '../data/quoting/printable.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { checkDistinct } from '../data/same-file.ts';
import { MAX_CAPACITY } from '../data/spec/limits.ts';
import { EVICTION_POLICIES } from '../data/spec/names.ts';
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
import { findScenario, resolveScenario } from '../world/run-settings.ts';
import type { Knobs } from '../world/scenarios/scenario.ts';
import { pageText, shownTrace, type Shown } from './trace-page.ts';
import { INSIGHT_OPTIONS, readInsight } from './insight-option.ts';
import { recordScenario } from '../world/record-scenario.ts';

export const VIEW: Command<ExitCode> = {
  name: 'view',
  line: programLine('view'),
  summary:
    'Writes a run as one HTML page that carries the code and runs it again: a trace FILE, or --scenario under --seed. Opens offline.',
  options: {
    scenario: { value: 'NAME', help: 'a scenario, or a file that ends in .json, in place of FILE', needs: 'seed' },
    seed: { value: 'TEXT', help: 'the seed of the scenario', needs: 'scenario' },
    capacity: { value: 'N', help: `slots of the tracker, 0 to ${MAX_CAPACITY}; default as drawn`, needs: 'scenario' },
    policy: { value: 'POLICY', help: 'strict or balanced; default as drawn', needs: 'scenario' },
    window: { value: 'N', help: `slots that an eviction pass reads, 1 to ${MAX_CAPACITY}; default as drawn`, needs: 'scenario' },
    for: { value: 'DURATION', help: 'length of the run in virtual time; default as drawn', needs: 'scenario' },
    beside: { value: 'FILE', help: 'another trace, beside the first: shrunk and whole, failing and passing' },
    ...INSIGHT_OPTIONS,
    out: { value: 'FILE', help: 'where to write the page; default FILE or NAME with .html. What was there is replaced' },
    open: { value: null, help: 'open it in the browser of this machine' },
    json: { value: null, help: 'print one JSON object, and nothing else' },
  },
  positionals: { name: 'FILE', min: 0, max: 1 },
  isOutputAll: true,
  run: viewCommand,
};

/** `view`: read or make the run, make the page, write it. */
async function viewCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals as readonly (string | undefined)[];
  if ((path === undefined) === !given.has('scenario')) throw new UsageError('view: it takes either a FILE or --scenario with --seed');
  const parts = readPageParts();
  const main = path === undefined ? await shownScenario(given) : shownTrace(path, await loadTrace(path), true);
  const besidePath = given.text('beside');
  const beside = besidePath === undefined ? [] : [shownTrace(besidePath, await loadTrace(besidePath), false).run];
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
  if (given.has('json')) context.out.write(`${jsonText({ page: out, bytes: html.length })}\n`);
  else context.out.write(`wrote ${printable(out)}, ${Math.ceil(html.length / 1024)} KB: open it in a browser\n`);
  if (given.has('open')) openInBrowser(out);
  return EXIT.ok;
}

async function shownScenario(given: Arguments): Promise<Shown> {
  const ref = await findScenario(given.text('scenario') ?? '');
  if (isRefusal(ref)) throw new UsageError(`view: ${ref.refused}`);
  const seed = given.text('seed') ?? '';
  const knobs = knobsOf(given);
  const paste: PageData['paste'] = [['again', againLine(ref.name, seed, { knobs, stepsMax: null, check: 'cheap' })]];
  const label = `${ref.name}, seed ${seed}`;
  const header = { ...EMPTY_TRACE_HEADER, scenario: ref.name, seed };
  const scenario = resolveScenario(ref);
  // The page knows those that are built in; of any other it gets the operations.
  if (ref.fileText === null)
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

function knobsOf(given: Arguments): Knobs {
  const capacity = given.integer('capacity', 0, MAX_CAPACITY);
  const policy = given.oneOf('policy', EVICTION_POLICIES);
  const window = given.integer('window', 1, MAX_CAPACITY);
  const forNs = given.durationNs('for');
  return {
    ...(capacity === undefined ? {} : { capacity }),
    ...(policy === undefined ? {} : { policy }),
    ...(window === undefined ? {} : { window }),
    ...(forNs === undefined ? {} : { forNs }),
  };
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
