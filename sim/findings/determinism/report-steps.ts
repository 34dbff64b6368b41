import { formatOp } from '../../data/ops/op-format.ts';
import { formatReplyLine } from '../../data/ops/reply-format.ts';
import type { Op } from '../../data/ops/op.ts';
import type { StreamCount } from '../../data/entropy/seeded-entropy.ts';
import { signatureOf } from '../../oracle/finding.ts';
import type { Run } from '../../run/run.ts';
import { DrawWatch, formatReportedStep } from './reported-step.ts';

/** What is told besides the steps. */
export interface ReportOptions {
  /** The configuration that was drawn. */
  readonly config: Readonly<Record<string, string | number>>;
  /** The streams of the run; none for a replay. */
  readonly streams: readonly StreamCount[];
  /** Takes each line, without its end. */
  readonly write: (line: string) => void;
  /** Awaited now and then, at other steps in the one process than in the other. */
  readonly pause: () => Promise<void>;
  /** Steps from one pause to the next. */
  readonly pauseSteps: number;
}

/**
 * Carries out a run and tells all of it: a line for what was drawn before the first step, and one for each step. Resolves with
 * how it ended.
 */
export async function reportRun(steps: Iterator<Op, unknown, void>, run: Run, options: ReportOptions): Promise<string> {
  const { config, streams, write, pause, pauseSteps } = options;
  const watch = new DrawWatch(streams);
  write(formatReportedStep({ digest: '', draws: watch.changes(), op: JSON.stringify(config), reply: '' }));
  let begun: { readonly text: string; readonly draws: Record<string, number> } | null = null;
  for (;;) {
    const { done, value } = steps.next();
    if (begun !== null) write(formatReportedStep({ digest: run.digest, draws: begun.draws, op: begun.text, reply: replyText(run) }));
    if (done === true) return `${verdictOf(run)} ${JSON.stringify(watch.changes())}`;
    // The next operation may be written over this one.
    begun = { text: formatOp(value), draws: watch.changes() };
    if (run.steps % pauseSteps === 0) await pause();
  }
}

/** The reply, and the finding that it brought; where nothing was replied, the finding alone. */
function replyText(run: Run): string {
  const { finding, exchange } = run;
  const verdict = finding === null ? [] : [JSON.stringify(verdictOf(run))];
  const reply = exchange === null || finding?.judge === 'determinism' ? [] : [formatReplyLine(exchange)];
  return [...reply, ...verdict].join(' ');
}

function verdictOf({ finding, steps }: Run): string {
  return finding === null ? `its end after ${steps} steps` : `${signatureOf(finding)}: ${finding.got}`;
}
