import { describe, expect, it } from 'vitest';
import { formatExpectedOp, formatOp } from '../../../../sim/data/ops/op-format.ts';
import type { Op } from '../../../../sim/data/ops/op.ts';
import { formatReply } from '../../../../sim/data/ops/reply-format.ts';
import { parseTrace, type Trace } from '../../../../sim/data/trace/parse-trace.ts';
import { describeSteps } from '../../../../sim/findings/failure-report/failure-report.ts';
import { dumpState } from '../../../../sim/findings/replay/dump.ts';
import { replayTrace } from '../../../../sim/findings/replay/replay-trace.ts';
import { Run } from '../../../../sim/run/run.ts';
import { PRODUCTION, type Production } from '../../../../sim/subject/production.ts';
import { lossyNetwork } from '../../../../sim/world/scenarios/lossy-network.ts';
import { trackerDirect } from '../../../../sim/world/scenarios/tracker-direct.ts';
import { simulate } from '../../../../sim/world/seeded-run.ts';
import { OracleBench } from '../../oracle/oracle-bench.ts';

function traceOf(lines: readonly string[]): Trace {
  const trace = parseTrace(lines.join('\n'), 'test');
  if ('refused' in trace) throw new Error(trace.refused);
  return trace;
}

const NEW = '{"op":"new","capacity":2,"policy":"strict","window":2}';
const LEN = '{"op":"len"}';

describe('replayTrace()', () => {
  it.each([lossyNetwork, trackerDirect])('comes to the digest of the run that was recorded: $name', (scenario) => {
    const lines: string[] = [];
    const { digest, steps } = simulate(scenario, '2', { stepsMax: 1500, onOp: (op) => lines.push(formatOp(op)) });
    for (const check of ['cheap', 'full'] as const) {
      const replayed = replayTrace(traceOf(lines), { check });
      expect([replayed.run.digest, replayed.run.steps, replayed.finding, replayed.misplaced]).toEqual([digest, steps, null, null]);
    }
  });

  it('finds no difference to replies that it would give itself', () => {
    const run = new Run();
    const lines: string[] = [];
    simulate(trackerDirect, '3', {
      stepsMax: 300,
      onOp: (op: Op) => {
        run.step(op);
        lines.push(formatExpectedOp(op, run.exchange === null ? undefined : formatReply(run.exchange)));
      },
    });
    expect(replayTrace(traceOf(lines)).finding).toBeNull();
  });

  it('objects at the first reply that is not the recorded one, and stops there', () => {
    const { finding, run } = replayTrace(traceOf([NEW, `${LEN.slice(0, -1)},"expect":{"value":1}}`, LEN]));
    expect(finding).toMatchObject({
      judge: 'expect',
      rule: 'reply-as-recorded',
      op: 'len',
      step: 1,
      expected: '{"value":1}',
      got: '{"value":0}',
    });
    expect(run.steps).toBe(2);
  });

  it('stops where it is told, and remembers the last operations', () => {
    const { run, lastOps } = replayTrace(traceOf([NEW, LEN, LEN, LEN]), { until: 3, remember: 2 });
    expect(run.steps).toBe(3);
    expect(lastOps).toEqual([1, 2].map((step) => ({ step, op: LEN, reply: '{"value":0}' })));
  });

  it('has no reply to show or to compare where the production code threw', () => {
    const production: Production = {
      ...PRODUCTION,
      Tracker: class extends PRODUCTION.Tracker {
        override drainStalledSlots(): void {
          throw new TypeError('no');
        }
      },
    };
    const trace = traceOf([NEW, LEN, '{"op":"drain","now":"1","threshold":"1","expect":{"stalls":[]}}']);
    const { finding, lastOps, run } = replayTrace(trace, { production, remember: 1 });
    expect(finding).toMatchObject({ judge: 'no-throw', op: 'drain', got: 'TypeError: no' });
    expect([run.exchange, run.polled, run.event]).toEqual([null, false, null]);
    expect(lastOps.map(({ reply }) => reply)).toEqual(['none: the production code threw']);
    const ops = trace.steps.map(({ op }) => op);
    expect(describeSteps(ops, { production }).map((step) => 'kind' in step)).toEqual([true, true, false]);
  });

  it('ends an operation that has no end, and blames it', () => {
    const production: Production = {
      ...PRODUCTION,
      Tracker: class extends PRODUCTION.Tracker {
        override drainStalledSlots(): void {
          for (;;);
        }
      },
    };
    const drain = '{"op":"drain","now":"5","threshold":"1"}';
    const { finding, run } = replayTrace(traceOf([NEW, LEN, drain, LEN]), { production, hangMs: 100 });
    expect(finding).toMatchObject({
      judge: 'no-throw',
      rule: 'never-hangs',
      op: 'drain',
      step: 2,
      nowNs: 5n,
      got: `no end after 100 ms, in ${drain}`,
    });
    expect(run.steps).toBe(2);
  });

  it('names the line of an operation that is out of place', () => {
    expect(replayTrace(traceOf(['', LEN])).misplaced).toEqual({ line: 2, reason: 'len needs a new operation before it' });
  });

  it('runs a trace without operations', () => {
    expect(replayTrace(traceOf(['{"trace":1}']))).toMatchObject({ finding: null, misplaced: null, lastOps: [] });
  });
});

describe('dumpState()', () => {
  it('shows table, index, counters and queues', () => {
    const bench = new OracleBench();
    expect(dumpState(bench.run)).toBe('there is no tracker yet\n');
    bench.observe({ capacity: 100 });
    for (let pid = 2; pid < 72; pid++) {
      bench.send(0, pid, 1n, { ns: pid === 2 ? 5n : null });
      bench.poll(0);
    }
    bench.poll(100);
    bench.send(100, 9, 2n);
    const text = dumpState(bench.run);
    expect(text).toContain('70 of 100 slots · 70 stalled · cursor 0 · strict, window 8');
    expect(text).toContain('70 live of 256 cells · 0 tombstones');
    expect(text).toContain('69 stalls pending');
    expect(text).toContain('listener  0: 1 waiting');
    expect(text).toMatch(/\n0 +2 +1 +0 +ok +kernel-attested +5 +stalled\n/);
    expect(text).toContain('… and 6 more slots');
  });
});
