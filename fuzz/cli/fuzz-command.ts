import type { Arguments } from '../../sim/data/command-line/arguments.ts';
import { probeReports } from '../../sim/data/probe-reports.ts';
import type { Interrupts } from '../../sim/data/command-line/interrupts.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { silent, type CommandContext } from '../../sim/data/command-line/output.ts';
import { runAsProcess, runCommand, SYSTEM_EXITS, type Command } from '../../sim/data/command-line/program.ts';
import type { FuzzTarget } from '../targets/target.ts';
import type { FuzzExit } from './exit.ts';
import { fuzzTargets } from './fuzz-mode.ts';
import { FUZZ_SPEC, readFuzzRequest, withTargets } from './fuzz-options.ts';
import { mergeCorpora } from './merge-mode.ts';
import { jsonResults } from './results.ts';
import { jsonLeft } from './targets-done.ts';
import { Workbench, type FuzzPlace } from './workbench.ts';
import { wrapColumns, wrapWords } from '../../sim/data/wrap-words.ts';
import { jsonText } from '../../sim/data/quoting/printable.ts';
import { isTrackerOp } from '../../sim/data/ops/op.ts';
import { replacedProduction } from '../../sim/subject/foreign/production-module.ts';
import { notOfferedLines, replacedLines } from '../../sim/report/followed.ts';
import { supports, type Hello } from '../../sim/subject/foreign/hello.ts';
import { followTrackerOrProduction } from '../../sim/cli/options.ts';

const EXITS = `Exit codes: 0 ok, 20 usage, 70 internal or nothing was run, 71 out of memory, 72 interrupted, 73 an input hung, 77 finding, ${SYSTEM_EXITS}.`;

/** `npm run fuzz` as this process. Never rejects. */
export async function fuzzMain(args: readonly string[], interrupts: Interrupts, place: FuzzPlace): Promise<void> {
  const targetsOf = async (): Promise<readonly FuzzTarget[]> =>
    ((await import(place.build.plain)) as { readonly TARGETS: readonly FuzzTarget[] }).TARGETS;
  const command: Command<FuzzExit> = {
    ...FUZZ_SPEC,
    notes: async (columns) => {
      const targets = wrapColumns(
        (await targetsOf()).map(({ name, sentence }) => [name, sentence] as const),
        columns,
      );
      return ['Targets:', ...targets, '', ...wrapWords(EXITS, columns)].join('\n');
    },
    run: async (given, context) => fuzz(given, context, place, await targetsOf()),
  };
  await runAsProcess({ name: 'fuzz', interrupts }, (context) => runCommand(command, args, context));
}

/** Print what will be fuzzed, fuzz, look into what was found, report. Throws {@link UsageError}. */
async function fuzz(given: Arguments, context: CommandContext, place: FuzzPlace, targets: readonly FuzzTarget[]): Promise<FuzzExit> {
  const wanted = readFuzzRequest(given, targets);
  const tracker = await followTrackerOrProduction(given);
  const request = tracker === null ? wanted : withTargets(wanted, askedTargets(wanted.targets, tracker.hello), given);
  const quiet = request.isJson ? { ...context, out: silent(context.out), err: silent(context.err) } : context;
  const bench = new Workbench(request, quiet, place);
  if (request.mode === 'fuzz' || request.mode === 'minimize') {
    const grown = request.grows ? request.targets.map((target) => bench.folderOf(target)) : [];
    await probeReports({ folders: [request.artifacts, ...grown] });
  }
  if (request.mode === 'fuzz' || request.mode === 'merge' || request.mode === 'cover') bench.probeCorpora();
  const replaced = replacedProduction();
  if (tracker !== null || replaced !== null) quiet.out.write(`${formatFollowing(tracker?.hello ?? null, targets, request.targets)}\n`);
  const tell = (json: object, exit: FuzzExit): FuzzExit => {
    if (request.isJson) context.out.write(`${jsonText(json)}\n`);
    return exit;
  };
  if (request.mode === 'merge') {
    const { json, exit } = await mergeCorpora(bench);
    return tell(json, exit);
  }
  if (request.mode === 'cover') {
    // The report libraries take a while to load, and only this mode needs them.
    const { coverCorpora } = await import('./cover-mode.ts');
    const { json, exit } = await coverCorpora(bench);
    return tell(json, exit);
  }
  try {
    const { exit, ...done } = await fuzzTargets(bench);
    return tell(
      {
        ...jsonResults(request.seed, done.results, exit),
        ...jsonLeft(done),
        ...(tracker !== null && { tracker: tracker.hello }),
        ...(replaced !== null && { production: replaced }),
      },
      exit,
    );
  } finally {
    bench.close();
  }
}

/** Those whose operations the tracker has. Throws a {@link UsageError} if it has none of them. */
function askedTargets(targets: readonly FuzzTarget[], hello: Hello): readonly FuzzTarget[] {
  const asked = targets.filter(({ toOps }) =>
    toOps?.(new Uint8Array(0)).some((op) => op.op === 'observer' || (isTrackerOp(op) && supports(hello, op))),
  );
  if (asked.length > 0) return asked;
  throw new UsageError(`fuzz: ${hello.name} has none of the operations of ${targets.map(({ name }) => name).join(', ')}`);
}

/** Which tracker follows, or what is put in the place of ours, and what is not asked: nothing goes without a line. */
function formatFollowing(hello: Hello | null, all: readonly FuzzTarget[], asked: readonly FuzzTarget[]): string {
  const without = all.filter((target) => !asked.includes(target)).map((target) => target.name);
  return [
    ...(hello === null ? [] : notOfferedLines(hello)),
    ...replacedLines(replacedProduction()),
    ...(without.length === 0 ? [] : [`  targets that ask it nothing, or were not named: ${without.join(', ')}`]),
  ].join('\n');
}
