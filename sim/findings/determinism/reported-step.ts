import { countOf } from '../../data/count.ts';
import type { StreamCount } from '../../data/entropy/seeded-entropy.ts';
import { formatOp } from '../../data/ops/op-format.ts';
import { formatReplyLine } from '../../data/ops/reply-format.ts';
import type { Op } from '../../data/ops/op.ts';
import { signatureOf } from '../../oracle/finding.ts';
import type { Run } from '../../run/run.ts';

/** A step of a re-run, as its process reports it to the one that compares: one line of text. */
export interface ReportedStep {
  /** The rolling digest after the step. */
  readonly digest: string;
  /** Draws so far, by stream, of the streams that were drawn from since the step before. */
  readonly draws: Readonly<Record<string, number>>;
  /** The operation as a line of a trace; before the first, the configuration that was drawn. */
  readonly op: string;
  readonly reply: string;
}

/** A reported step as a line without its end. The fields are JSON, in which no tab stands. */
export function formatReportedStep({ digest, draws, op, reply }: ReportedStep): string {
  return `${digest}\t${JSON.stringify(draws)}\t${op}\t${reply}`;
}

/** Reads what {@link formatReportedStep} wrote. */
export function parseReportedStep(line: string): ReportedStep {
  const [digest, draws, op, reply] = line.split('\t');
  return { digest, draws: JSON.parse(draws) as Record<string, number>, op, reply };
}

/** Counts draws by stream from one reading to the next. Streams of one name are counted together. */
class DrawWatch {
  readonly #streams: readonly StreamCount[];
  readonly #last = new Map<string, number>();

  constructor(streams: readonly StreamCount[]) {
    this.#streams = streams;
  }

  /** The streams that were drawn from, with all their draws so far. O(streams). */
  changes(): Record<string, number> {
    const now = new Map<string, number>();
    for (const { name, draws } of this.#streams) now.set(name, (now.get(name) ?? 0) + draws);
    const changed = [...now].filter(([name, draws]) => draws !== (this.#last.get(name) ?? 0));
    for (const [name, draws] of changed) this.#last.set(name, draws);
    return Object.fromEntries(changed);
  }
}

/** What to report besides the steps, and where to. */
export interface ReportOptions {
  /** The configuration that was drawn. */
  readonly config: Readonly<Record<string, string | number>>;
  /** The streams of the run; none for a replay. */
  readonly streams: readonly StreamCount[];
  /** Takes each line, without its end. */
  readonly write: (line: string) => void;
  /** Awaited every `pauseSteps` steps, so that what was left to the event loop runs at other steps in the one process than in the other. */
  readonly pause: () => Promise<void>;
  /** Steps from one pause to the next. */
  readonly pauseSteps: number;
}

/**
 * Carries out a run and reports it: a line for what was drawn before the first step, and one for each step. Resolves with how it
 * ended.
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

/** The reply and the finding of the last step; where there is no reply, the finding alone. */
function replyText(run: Run): string {
  const { finding, exchange } = run;
  const verdict = finding === null ? [] : [JSON.stringify(verdictOf(run))];
  const reply = exchange === null || finding?.judge === 'determinism' ? [] : [formatReplyLine(exchange)];
  return [...reply, ...verdict].join(' ');
}

function verdictOf({ finding, steps }: Run): string {
  return finding === null ? `its end after ${countOf(steps, 'step')}` : `${signatureOf(finding)}: ${finding.got}`;
}
