import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import { printable } from '../data/quoting/printable.ts';
import type { Command } from '../data/command-line/program.ts';
import { programLine } from '../data/command-line/program-line.ts';
import { fileTrace, FILED } from '../findings/corpus/filed-traces.ts';
import { loadHarmlessTrace } from '../findings/replay/load-trace.ts';
import { givenPart, keepLine } from '../report/command-lines.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { followerOf } from '../run/follower.ts';
import { trackerUnderTest } from '../subject/foreign/open-tracker.ts';
import { isDay } from '../data/trace/trace-header.ts';
import { followTracker, RULES_OPTION, TRACKER_OPTION, useCustom } from './options.ts';

export const KEEP: Command<ExitCode> = {
  name: 'keep',
  summary: `Files a trace in ${FILED}, to be replayed by every test run; one that was open there and runs clean becomes fixed.`,
  options: {
    rules: RULES_OPTION,
    tracker: TRACKER_OPTION,
    why: { value: 'SENTENCE', help: 'why it is kept; default what the trace says, or its finding' },
    name: { value: 'NAME', help: 'name of the file; default that of FILE' },
    owner: { value: 'NAME', help: 'who mends it, for a trace that still fails' },
    'dry-run': { value: null, help: 'write nothing: tell where it would be filed, and as what' },
    expires: { value: 'DAY', help: 'the last day on which it may still fail, YYYY-MM-DD' },
  },
  positionals: { name: 'FILE', min: 1, max: 1 },
  run: keepCommand,
};

/** `keep`: replay, check the filing, write. */
async function keepCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals;
  await useCustom(given);
  await followTracker('keep', given);
  const expires = given.text('expires') ?? null;
  if (expires !== null && !isDay(expires)) given.fail('expires', 'must be a day as YYYY-MM-DD', expires);
  const trace = await loadHarmlessTrace(path);
  const filing = { why: given.text('why') ?? '', owner: given.text('owner') ?? null, expires };
  const name = given.text('name');
  const isDry = given.has('dry-run');
  const openLine = keepLine(path, { ...filing, name: name ?? null, owner: filing.owner ?? 'NAME', expires: expires ?? dayIn(OPEN_DAYS) });
  const follower = followerOf(await trackerUnderTest());
  const filed = await fileTrace(path, trace, filing, { name, openLine, isDry, follower });
  const words = isDry ? 'would keep' : 'kept';
  context.out.write(
    `${words} ${printable(filed.path)} as ${filed.status}${isDry ? '' : `: ${programLine('corpus')}${givenPart()} replays it`}
`,
  );
  return EXIT.ok;
}

/** Days for which a finding is proposed to stay open. */
const OPEN_DAYS = 30;

/** The day that comes so many days after today, as YYYY-MM-DD. */
function dayIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
