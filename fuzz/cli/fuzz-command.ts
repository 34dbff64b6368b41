import { formatHelp, readArguments } from '../../sim/data/command-line/arguments.ts';
import type { CommandContext } from '../../sim/report/output.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { FUZZ_EXIT, type FuzzExit } from './exit.ts';
import { fuzzTargets } from './fuzz-mode.ts';
import { FUZZ_SPEC, readFuzzRequest } from './fuzz-options.ts';
import { mergeCorpora } from './merge-mode.ts';
import { jsonResults } from './results.ts';
import { Workbench, type FuzzPlace } from './workbench.ts';

const EXITS =
  'Exit codes: 0 ok, 20 usage, 70 an input hung, 71 out of memory, 72 interrupted, 77 finding, 78 the fuzzer broke or ran nothing.\n';

/** `npm run fuzz`: parse, print what will be fuzzed, fuzz, look into what was found, report. Throws {@link UsageError}. */
export async function fuzzCommand(args: readonly string[], context: CommandContext, place: FuzzPlace): Promise<FuzzExit> {
  const given = readArguments(FUZZ_SPEC, args);
  const { TARGETS } = (await import(place.build.plain)) as { readonly TARGETS: readonly FuzzTarget[] };
  if (given.has('help')) {
    context.out.write(`${formatHelp(FUZZ_SPEC)}\nTargets:\n${formatTargets(TARGETS)}\n\n${EXITS}`);
    return FUZZ_EXIT.ok;
  }
  const request = readFuzzRequest(given, TARGETS);
  const silent = { write: () => {} };
  const quiet = request.isJson ? { ...context, out: { ...context.out, ...silent }, err: { ...context.err, ...silent } } : context;
  const bench = await Workbench.open(request, quiet, place);
  if (request.mode === 'merge') return mergeCorpora(bench);
  if (request.mode === 'cover') {
    // What makes reports takes a while to load, and nobody else needs it.
    const { coverCorpora } = await import('./cover-mode.ts');
    return coverCorpora(bench);
  }
  const { results, exit } = await fuzzTargets(bench);
  if (request.isJson) context.out.write(`${JSON.stringify(jsonResults(request.seed, results, exit))}\n`);
  return exit;
}

function formatTargets(targets: readonly FuzzTarget[]): string {
  const width = Math.max(...targets.map(({ name }) => name.length));
  return targets.map(({ name, sentence }) => `  ${name.padEnd(width)}  ${sentence}`).join('\n');
}
