import { countOf } from '../data/count.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import { silent, type CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { probeReports } from '../data/probe-reports.ts';
import { EXIT, savedAll, type ExitCode } from '../report/exit-code.ts';
import { appendHistory, readHistory, zooRecord } from '../report/history.ts';
import { writeSection } from '../report/section.ts';
import { misfitsOf, mutantsOf, runZoo } from '../zoo/run-zoo.ts';
import type { ZooRequest } from '../zoo/zoo-request.ts';
import { readZooRequest, ZOO_SPEC } from './zoo-options.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { progressOf } from './options.ts';

export const ZOO_COMMAND: Command<ExitCode> = { ...ZOO_SPEC, run: zooCommand };

/** `zoo`: check that all bugs can be planted, run campaigns against them, report. */
async function zooCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const request = readZooRequest(given);
  if (request.isList) {
    list(request, context);
    return EXIT.ok;
  }
  const historyPath = given.text('history');
  if (historyPath !== undefined) readHistory('zoo', historyPath);
  await probeReports({ files: [historyPath] });
  const misfits = misfitsOf(request);
  for (const misfit of misfits) context.err.write(`varta-sim: zoo: ${misfit}\n`);
  if (misfits.length > 0) return EXIT.internal;
  const out = request.isJson ? silent(context.out) : context.out;
  const progress = progressOf(given, context);
  const count = mutantsOf(request).length;
  out.write(`${headline(request, count)}\n\n`);
  const stop = new AbortController();
  const forget = context.onInterrupt(() => stop.abort());
  let done = 0;
  try {
    const { exit, text, json, isCutShort } = await runZoo(request, {
      output: out,
      stop: stop.signal,
      onDone: ({ name }) => progress.note(`${++done}/${count} done · ${name}`),
    });
    progress.clear();
    if (isCutShort) out.write('interrupted or out of time: what is shown is what is known\n\n');
    out.write(`${text}\n`);
    if (request.isJson) context.out.write(`${jsonText(json)}\n`);
    return await savedAll(exit, context, [
      async () => (historyPath === undefined ? undefined : appendHistory(historyPath, zooRecord(count, exit, new Date().toISOString()))),
    ]);
  } finally {
    forget();
  }
}

/** What is about to be run. */
function headline({ campaigns, workers, isOfJudges, explores }: ZooRequest, bugs: number): string {
  const [[first, ...others]] = campaigns;
  if (isOfJudges) return `${countOf(bugs, 'broken judge')} · from seed ${first} · ${countOf(workers, 'worker')}`;
  if (explores !== null)
    return `${countOf(bugs, 'planted bug')} · all domains explored with each, --states ${explores} · ${countOf(workers, 'worker')}`;
  const seeds = `${countOf(others.length + 1, 'seed')} at most, from ${first}`;
  return `${countOf(bugs, 'planted bug')} · ${countOf(campaigns.length, 'campaign')} against each, of ${seeds} · ${countOf(workers, 'worker')}`;
}

function list({ groups }: ZooRequest, { out }: CommandContext): void {
  for (const { group, mutants } of groups)
    writeSection(
      out,
      group,
      mutants.map(({ name, sentence }) => [name, sentence]),
    );
}
