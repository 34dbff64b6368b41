import { HuntParty, type HuntJob } from '../zoo/hunt-party.ts';
import { misfitOf } from '../zoo/load-mutant.ts';
import { formatHelp, readArguments } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { paint } from './output.ts';
import { Progress } from './progress.ts';
import type { CommandContext } from './run-command.ts';
import { readZooRequest, ZOO_SPEC, type ZooRequest } from './zoo-options.ts';
import { formatVerdict, formatZoo, jsonZoo, zooExit, type ZooResult } from './zoo-report.ts';

/** `zoo`: check that all bugs can be planted, hunt them, report. */
export async function zooCommand(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const given = readArguments(ZOO_SPEC, args);
  if (given.has('help')) {
    context.out.write(formatHelp(ZOO_SPEC));
    return EXIT.ok;
  }
  const request = readZooRequest(given);
  if (request.isList) {
    list(request, context);
    return EXIT.ok;
  }
  const misfits = request.parts.flatMap(({ mutants }) => mutants.flatMap((mutant) => misfitOf(mutant) ?? []));
  if (misfits.length > 0) {
    for (const misfit of misfits) context.err.write(`varta-sim: zoo: ${misfit}\n`);
    return EXIT.internal;
  }
  return huntAll(request, context);
}

async function huntAll(request: ZooRequest, context: CommandContext): Promise<ExitCode> {
  const { campaigns, workers, budgetMs, isJson, shrinkRunsMax } = request;
  const mutants = request.parts.flatMap(({ mutants: each }) => each);
  const out = isJson ? { ...context.out, write: () => {} } : context.out;
  const progress = new Progress(isJson ? { ...context.err, isTerminal: false } : context.err);
  out.write(
    `${mutants.length} planted bugs · ${campaigns.length} campaigns against each, of ${campaigns[0].length} seeds from ${campaigns[0][0]} · ${workers} workers\n`,
  );
  const party = new HuntParty(workers);
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
    party.stop();
  };
  const timer = budgetMs === null ? null : setTimeout(interrupt, budgetMs);
  const forget = context.onInterrupt(interrupt);
  const startMs = performance.now();
  let done = 0;
  try {
    const jobs = mutants.map((mutant): HuntJob => ({ mutant, campaigns, without: [], shrinkRunsMax }));
    const reports = await party.run(jobs, ({ mutant }) => progress.note(`${++done}/${mutants.length} bugs hunted · ${mutant.name}`));
    progress.clear();
    const result: ZooResult = { reports, isInterrupted };
    const exit = zooExit(result);
    out.write(`\n${formatZoo(result, request, out)}\n\n`);
    if (isInterrupted) out.write('interrupted or out of time: what is shown is what is known\n');
    out.write(`${formatVerdict(result, exit, performance.now() - startMs, out)}\n`);
    if (isJson) context.out.write(`${JSON.stringify(jsonZoo(result, request, exit))}\n`);
    return exit;
  } finally {
    if (timer !== null) clearTimeout(timer);
    forget();
    party.stop();
  }
}

function list({ parts }: ZooRequest, { out }: CommandContext): void {
  for (const { part, mutants } of parts) {
    out.write(`${paint(out, 'bold', `${part} (${mutants.length})`)}\n`);
    for (const { name, sentence } of mutants) out.write(`  ${paint(out, 'cyan', name)}\n      ${sentence}\n`);
    out.write('\n');
  }
}
