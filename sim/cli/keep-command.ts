import type { Arguments } from '../data/command-line/arguments.ts';
import type { Command } from '../data/command-line/program.ts';
import { basename, join } from 'node:path';
import { filedHeader, filingFault, nameFor } from '../findings/corpus/file-trace.ts';
import { formatExpectedOp } from '../data/ops/op-format.ts';
import { replayTrace } from '../findings/replay/replay-trace.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { headerFinding, saveTraceText, traceText } from '../report/finding-file.ts';
import { loadHarmlessTrace } from '../findings/replay/load-trace.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import { UsageError } from '../data/command-line/usage-error.ts';

/** Where kept traces lie. */
const CORPUS_FOLDER = join('corpus', 'traces');

export const KEEP: Command<ExitCode> = {
  name: 'keep',
  line: 'npm run -s varta-sim -- keep',
  summary: `Files a trace in ${CORPUS_FOLDER}, to be replayed by every test run.`,
  options: {
    why: { value: 'SENTENCE', help: 'why it is kept; needed' },
    name: { value: 'NAME', help: 'name of the file; default that of FILE' },
    owner: { value: 'NAME', help: 'who mends it, for a trace that still fails' },
    expires: { value: 'DAY', help: 'the last day on which it may still fail, YYYY-MM-DD' },
  },
  positionals: { name: 'FILE', min: 1, max: 1 },
  run: keepCommand,
};

/** `keep`: replay, check the filing, write. */
async function keepCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals;
  const expires = given.text('expires') ?? null;
  if (expires !== null && !/^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/.test(expires))
    given.fail('expires', 'must be a day as YYYY-MM-DD', expires);
  const trace = await loadHarmlessTrace(path);
  const { finding, misplaced, run } = replayTrace(trace);
  if (misplaced !== null) throw new UsageError(`${path} line ${misplaced.line}: ${misplaced.reason}`);
  const filing = { why: given.text('why') ?? '', owner: given.text('owner') ?? null, expires };
  const fault = filingFault(filing, finding !== null);
  if (fault !== null) throw new UsageError(`keep: ${fault}`);
  const name = nameFor(given.text('name') ?? basename(path).replace(/(\.min)?\.ndjson(\.gz)?$/, ''));
  const header = filedHeader(trace.header, name, filing, run.digest);
  const target = join(CORPUS_FOLDER, `${name}.ndjson`);
  const text = traceText(
    finding === null ? header : { ...header, finding: headerFinding(finding) },
    trace.steps.map(({ op, expect }) => formatExpectedOp(op, expect)),
  );
  await saveTraceText(target, text, false);
  context.out.write(`kept ${target} as ${header.status}: npm test replays it\n`);
  return EXIT.ok;
}
