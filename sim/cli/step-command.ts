import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { StepSession } from '../findings/debugger/screen/session.ts';
import { Timeline } from '../findings/debugger/time-travel/timeline.ts';
import { trackerUnderTest } from '../subject/foreign/open-tracker.ts';
import { replayWatched } from '../findings/recording/record-run.ts';
import { endsItsProcess, loadHarmlessTrace } from '../findings/replay/load-trace.ts';
import { crashesProcess } from '../process/abnormal-exit.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { Progress } from '../report/progress.ts';
import { countWithCommas, withCommas } from '../report/table.ts';

/** Time without an end after which an operation hangs, milliseconds. */
const HANG_MS = 10_000;

/** `replay --step`: read the trace, pass over it once, and hand it to the user's keys. Throws {@link UsageError}. */
export async function stepCommand(path: string, given: Arguments, context: CommandContext): Promise<ExitCode> {
  if (given.has('dump') || given.has('json')) throw new UsageError('replay: --step goes with neither --dump nor --json');
  const { stdin, stdout } = process;
  if (stdin.isTTY !== true || !context.out.isTerminal)
    throw new UsageError('replay: --step needs a terminal that can place its cursor: its input or its output is none');
  const progress = new Progress(context.out);
  progress.note(`reading ${path}`);
  const trace = await loadHarmlessTrace(path);
  const check = given.oneOf('check', ['cheap', 'full']) ?? 'cheap';
  // In a process of its own first: one that hangs or dies would take the screen with it.
  const { finding } = await replayWatched({ path, check, until: null, remember: 0 }, HANG_MS);
  if (crashesProcess(finding)) throw endsItsProcess(path, finding);
  const total = trace.steps.length;
  const timeline = new Timeline(trace, {
    tracker: await trackerUnderTest(),
    check,
    progress: (done) => progress.note(`${withCommas(done)} of ${countWithCommas(total, 'operation')}`),
  });
  progress.clear();
  if (timeline.misplaced !== null) throw new UsageError(`${path} line ${timeline.misplaced.line}: ${timeline.misplaced.reason}`);
  if (timeline.length === 0) throw new UsageError(`${path}: it has no operation to step to`);
  const first = given.integer('until', 0, timeline.length - 1) ?? 0;
  const { onInterrupt, out } = context;
  await new StepSession(timeline, path, { input: stdin, output: stdout, hasColour: out.hasColor, onInterrupt }, first).run();
  return EXIT.ok;
}
