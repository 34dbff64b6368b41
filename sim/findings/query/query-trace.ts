import type { Trace } from '../../data/trace/parse-trace.ts';
import type { Production } from '../../subject/production.ts';
import { replayTrace } from '../replay/replay-trace.ts';
import { Matcher, type Match } from './match.ts';
import type { Query } from './query.ts';
import { EventWatch, findingEvent } from './step-events.ts';

/** What a query says of a trace. */
export interface QueriedTrace {
  readonly matches: readonly Match[];
  /** Operations that were carried out. */
  readonly steps: number;
  /** Why an operation cannot be carried out where it stands, and on which line; null if all can. */
  readonly misplaced: { readonly line: number; readonly reason: string } | null;
}

/** Carries out a trace, with the checks of a campaign, and looks for what a query asks for. O(trace). */
export function queryTrace(trace: Trace, query: Query, production?: Production): QueriedTrace {
  const matcher = new Matcher(query);
  const watch = new EventWatch();
  let ns = 0n;
  let isFoundInStep = false;
  const { run, finding, misplaced } = replayTrace(trace, {
    check: 'cheap',
    ...(production === undefined ? {} : { production }),
    after: (now, step) => {
      if (now.nowNs > ns) ns = now.nowNs;
      isFoundInStep = now.finding !== null;
      matcher.take(step, ns, watch.take(now, trace.steps[step].op));
    },
  });
  // What the last look at the whole table finds belongs to the last operation.
  if (finding !== null && !isFoundInStep) matcher.take(finding.step, ns, [findingEvent(finding)]);
  return { matches: matcher.matches(), steps: run.steps, misplaced };
}
