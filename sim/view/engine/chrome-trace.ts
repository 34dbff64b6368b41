import { formatOp } from '../../data/ops/op-format.ts';
import { LANE_BIT, DRAWN_LANES, LANE_WORDS } from './lanes.ts';
import type { LoadedRun } from './loaded-run.ts';

const US = 1000;

/** Steps as a file of trace events, which Perfetto and Chrome show: an instant for each thing that happened, a counter for each queue. */
export function chromeTrace(run: LoadedRun, from: number, to: number): string {
  const { bits, timesNs, waiting } = run.columns;
  const events: object[] = DRAWN_LANES.map((name, tid) => ({
    ph: 'M',
    pid: 1,
    tid,
    name: 'thread_name',
    args: { name: LANE_WORDS[name] },
  }));
  for (let step = from; step <= to; step++) {
    const ts = timesNs[step] / US;
    DRAWN_LANES.forEach((name, tid) => {
      if ((bits[step] & LANE_BIT[name]) === 0) return;
      events.push({ ph: 'i', s: 't', pid: 1, tid, ts, name: LANE_WORDS[name], args: { step, op: formatOp(run.trace.steps[step].op) } });
    });
    waiting.forEach((column, listener) => {
      if (step > from && column[step] === column[step - 1]) return;
      events.push({ ph: 'C', pid: 1, ts, name: `waiting at listener ${listener}`, args: { datagrams: column[step] } });
    });
  }
  return JSON.stringify({ traceEvents: events, displayTimeUnit: 'ns' });
}
