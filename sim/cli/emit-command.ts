import { mkdirSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { inProject, isInstalled } from '../data/project-root.ts';
import { printable } from '../data/quoting/printable.ts';
import { shellPath } from '../data/quoting/shell-word.ts';
import { unwritable, writeWhole } from '../data/write-whole.ts';
import { emitTest } from '../findings/corpus/emit-test.ts';
import { nameFor } from '../findings/corpus/filed-traces.ts';
import { loadHarmlessTrace } from '../findings/replay/load-trace.ts';
import { isBySpec, trackerSpec } from '../subject/foreign/open-tracker.ts';
import { rulesInForce } from '../world/custom-modules.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { followTracker, RULES_OPTION, TRACKER_OPTION, useCustom } from './options.ts';

const DEFAULT_FOLDER = 'test/regress';
const STANDARD_OUTPUT = '-';
/** What vitest takes for a test, where it is not configured otherwise. */
const TEST_NAME = /\.(?:test|spec)\.[cm]?[jt]sx?$/;

export const EMIT: Command<ExitCode> = {
  name: 'emit',
  summary: `Writes a vitest test that fails while the bug of a trace is there, into ${DEFAULT_FOLDER}, where npm test finds it.`,
  options: {
    rules: RULES_OPTION,
    tracker: TRACKER_OPTION,
    out: {
      value: 'FILE',
      help: `where to write it, - for standard output; default ${DEFAULT_FOLDER}/NAME.test.ts. Never over a file that is there`,
    },
  },
  positionals: { name: 'FILE', min: 1, max: 1 },
  isOutputAll: true,
  run: emitCommand,
};

/** `emit`: read the trace, make the test, write it. */
async function emitCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals;
  await useCustom(given);
  await followTracker('emit', given);
  const trace = await loadHarmlessTrace(path);
  const fileName = nameFor(basename(path).replace(/(\.min)?\.ndjson(\.gz)?$/, ''));
  const out = given.text('out') ?? inProject(`${DEFAULT_FOLDER}/${fileName}.test.ts`);
  const isPrinted = out === STANDARD_OUTPUT;
  const place = isPrinted ? `${DEFAULT_FOLDER}/${fileName}.test.ts` : out;
  const name = trace.header.name === '' ? fileName : trace.header.name;
  const spec = trackerSpec();
  const text = emitTest(trace, {
    name,
    from: isInstalled() ? 'varta-sim/sim' : pathFrom(place, `sim/library/${spec === null ? 'judge' : 'index'}.ts`),
    tracker: spec === null || isBySpec(spec) ? spec : { module: pathFrom(place, spec) },
    rules: trace.header.finding?.judge === 'custom' ? rulesInForce().map((module) => pathFrom(place, module)) : [],
  });
  if (isPrinted) {
    context.out.write(text);
    return EXIT.ok;
  }
  try {
    // A folder that was named by hand is there, or misspelt.
    if (!given.has('out')) mkdirSync(inProject(DEFAULT_FOLDER), { recursive: true });
    await writeWhole(out, Buffer.from(text));
  } catch (error) {
    throw unwritable(error, 'emit: ');
  }
  const next = TEST_NAME.test(out) ? `: npx vitest run ${shellPath(out)}` : ', which vitest runs only under a name such as x.test.ts';
  context.out.write(`wrote ${printable(out)}${next}\n`);
  return EXIT.ok;
}

/** A path from the folder of a file to another file, as an import has it. */
function pathFrom(file: string, to: string): string {
  const path = relative(dirname(resolve(file)), resolve(to))
    .split(sep)
    .join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
