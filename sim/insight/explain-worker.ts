import { formatExpectedOp } from '../data/ops/op-format.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { parseTrace } from '../data/trace/parse-trace.ts';
import { InterestingnessTest, type ShrinkStep } from '../findings/shrink/interestingness.ts';
import { LivenessPremise } from '../findings/shrink/liveness-premise.ts';
import { shrink, SHRINK_RUNS } from '../findings/shrink/shrink.ts';
import type { Finding } from '../oracle/finding.ts';
import { CHECK_LEVELS } from '../oracle/oracle.ts';
import { serveTasks, writeLine } from '../process/in-child.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import { explain, type Explanation } from './explain.ts';

// Explains one finding: a process of its own, as what it varies may end it.

/** A trace to be explained. */
export interface ExplainTask {
  readonly text: string;
  readonly name: string;
  readonly signature: string;
  /** Whether it is to be shrunk first. */
  readonly shrinks: boolean;
}

/** What came of it. */
export interface ExplainAnswer {
  /** Lines of the shrunk trace, without a header. */
  readonly lines: readonly string[];
  readonly before: number;
  readonly finding: Finding;
  readonly explanation: Explanation;
}

const SIGN_TRIES = 64;
const production = await productionUnderTest();
let signs = 0;

function sign(): void {
  if (++signs % SIGN_TRIES === 0) writeLine('at');
}

const tasks = {
  /** Shrinks a trace, and varies what is left; null where it does not fail so each time. */
  explain: ({ text, name, signature, shrinks }: ExplainTask): ExplainAnswer | null => {
    const trace = parseTrace(text, name);
    if (isRefusal(trace)) throw new Error(trace.refused);
    const steps = trace.steps.map(({ op, expect }) => ({ op, expect }));
    const shouldStop = (): boolean => {
      sign();
      return false;
    };
    const { best, before } = shrink(steps, { signature, production, shouldStop, runsMax: shrinks ? SHRINK_RUNS : 0 });
    if (best === null) return null;
    const { steps: small, finding } = best;
    return {
      lines: small.map(({ op, expect }) => formatExpectedOp(op, expect)),
      before,
      finding,
      explanation: explained(small, signature),
    };
  },
};

function explained(steps: readonly ShrinkStep[], signature: string): Explanation {
  const premise = new LivenessPremise(steps);
  const check = CHECK_LEVELS.find((level) => new InterestingnessTest(signature, production, level).test(steps) !== null) ?? 'full';
  const interestingness = new InterestingnessTest(signature, production, check);
  return explain(steps, (candidate) => {
    sign();
    return premise.holds(candidate) && interestingness.test(candidate) !== null;
  });
}

/** What an explaining process serves. */
export type ExplainTasks = typeof tasks;

serveTasks(tasks);
