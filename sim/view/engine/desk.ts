import { OP_KINDS } from '../../data/ops/op.ts';
import { isRefusal, type Refusal } from '../../data/ops/refusal.ts';
import { parseTrace, type Trace } from '../../data/trace/parse-trace.ts';
import { formatTraceHeader } from '../../data/trace/trace-header.ts';
import { headerFinding } from '../../oracle/finding.ts';
import { GENERATOR_ONLY, isReplayable } from '../../oracle/replayable.ts';
import { unpackTrace } from '../packed-trace.ts';
import { branchSteps, firstDifference } from './branch.ts';
import { chromeTrace } from './chrome-trace.ts';
import { loadScenario } from './load-scenario.ts';
import { linesOf, LoadedRun } from './loaded-run.ts';
import type { AlignedStep, RequestKind, Requests, RunData } from './messages.ts';
import { parseQuery, search } from './search.ts';
import { explain } from './why.ts';

/** Steps that answer a search, at most. */
const FOUND_MAX = 1_000_000;
const ALIGNED_BEFORE = 3;
const ALIGNED_AFTER = 12;

/** Answers the requests of a page. It keeps the runs that were loaded. */
export class Desk {
  readonly #runs: LoadedRun[] = [];
  readonly #handlers: {
    readonly [K in RequestKind]: (ask: Requests[K]['ask'], progress: (done: number) => void) => Requests[K]['answer'] | Refusal;
  } = {
    loadTrace: ({ packed }, progress) => this.#load(unpackTrace(packed), progress),
    loadText: ({ text, name }, progress) => this.#load(parseTrace(text, name), progress),
    loadScenario: (source, progress) => {
      const run = loadScenario(source, progress);
      return isRefusal(run) ? run : this.#keep(run);
    },
    branch: ({ run, edits }, progress) => {
      const { header, steps } = this.#runs[run].trace;
      const branch = branchSteps(steps, edits);
      if (isRefusal(branch)) return branch;
      const why = `branch of ${header.name === '' ? 'a run' : header.name}: ${edits.map(({ edit, step }) => `${edit} at step ${step}`).join(', ')}`;
      return this.#load({ header: { ...header, why, digest: '' }, steps: branch }, progress);
    },
    at: ({ run, step }) => this.#runs[run].at(step),
    sentences: ({ run, steps, withOutcome }) =>
      steps.map((step) => (withOutcome ? this.#runs[run].sentence(step) : this.#runs[run].opSentence(step))),
    why: ({ run, step, target }) => explain(this.#runs[run], step, target),
    search: ({ run, query }) => {
      const read = parseQuery(query, OP_KINDS);
      return typeof read === 'string' ? { refused: read } : search(read, this.#runs[run], FOUND_MAX);
    },
    align: ({ left, right }) => this.#align(this.#runs[left], this.#runs[right]),
    trace: ({ run, from, to, whole }) => this.#traceText(this.#runs[run], from, to, whole),
    chrome: ({ run, from, to }) => chromeTrace(this.#runs[run], from, to),
  };

  /** The answer to a request, or why there is none. `progress` hears the operations that were carried out so far. */
  answer<K extends RequestKind>(
    kind: K,
    ask: Requests[K]['ask'],
    progress: (done: number) => void = () => {},
  ): Requests[K]['answer'] | Refusal {
    return this.#handlers[kind](ask, progress);
  }

  #load(trace: Trace | Refusal, progress: (done: number) => void): RunData | Refusal {
    if (isRefusal(trace)) return trace;
    const run = new LoadedRun(trace, null, progress);
    if (run.facts.misplaced !== null && run.length === 0)
      return { refused: `line ${run.facts.misplaced.line}: ${run.facts.misplaced.reason}` };
    if (run.length === 0) return { refused: 'the trace has no operation to go to' };
    return this.#keep(run);
  }

  #keep(run: LoadedRun): RunData {
    const number = this.#runs.push(run) - 1;
    return { run: number, facts: run.facts, columns: run.columns };
  }

  #align(left: LoadedRun, right: LoadedRun): Requests['align']['answer'] {
    const same = firstDifference(left.trace.steps, right.trace.steps);
    const side = (run: LoadedRun): AlignedStep[] => {
      const from = Math.max(0, same - ALIGNED_BEFORE);
      const to = Math.min(run.length, same + ALIGNED_AFTER);
      return Array.from({ length: Math.max(0, to - from) }, (_, at) => ({ step: from + at, text: run.opSentence(from + at) }));
    };
    return { same, left: side(left), right: side(right) };
  }

  #traceText({ trace, facts: { finding, digest } }: LoadedRun, from: number, to: number, whole: boolean): string {
    const lines = linesOf(trace.steps, from, to);
    if (!whole) return lines;
    const named = finding === null ? null : headerFinding(finding);
    const why = finding === null || isReplayable(finding) ? trace.header.why : GENERATOR_ONLY;
    return `${formatTraceHeader({ ...trace.header, why, finding: named, digest })}\n${lines}`;
  }
}
