import { describe, expect, it } from 'vitest';
import { Timeline } from '../../../sim/findings/debugger/time-travel/timeline.ts';
import { renderScreen } from '../../../sim/findings/debugger/screen/screen.ts';
import { ViewBuilder } from '../../../sim/findings/debugger/screen/view.ts';
import { startWalk } from '../../../sim/findings/debugger/screen/walker.ts';
import { emitTest } from '../../../sim/findings/corpus/emit-test.ts';
import { describeSteps, formatFailureReport } from '../../../sim/findings/failure-report/failure-report.ts';
import { dumpState } from '../../../sim/findings/replay/dump.ts';
import { replayTrace } from '../../../sim/findings/replay/replay-trace.ts';
import { shrink } from '../../../sim/findings/shrink/shrink.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { signatureOf, type Finding } from '../../../sim/oracle/finding.ts';
import type { Production } from '../../../sim/subject/production.ts';
import { traceOf } from '../findings/replay/random-trace.ts';
import { FAULTS, OPERATIONS, type EntryPoint, type Fault } from './faulty-answers.ts';

/** What reaches an entry point. */
function operationsOf({ operations = OPERATIONS }: EntryPoint): readonly Op[] {
  return operations;
}

const TEXT_MAX = 2000;

function paint(_: string, text: string): string {
  return text;
}

/** What a person is told of a run that fails: none of it may throw, whatever the production code does now. */
function tell(finding: Finding, ops: readonly Op[], production: Production): string {
  const steps = describeSteps(ops.slice(0, finding.step + 1), { production });
  return formatFailureReport({ finding, origin: [], steps, shrunk: null, paste: [] }, 'safety', paint);
}

function showScreens(ops: readonly Op[], production: Production): void {
  const timeline = new Timeline(traceOf(ops), { production, interval: 5 });
  const builder = new ViewBuilder(timeline, 'trace');
  for (const step of [0, timeline.length - 1, Math.floor(timeline.length / 2)])
    if (step < timeline.length) expect(renderScreen(builder.build(startWalk(step)), { columns: 100, rows: 40 })).toHaveLength(40);
}

/** Runs the operations on production code with a fault, and holds what must hold of every such run. The finding, or null. */
export function runWith(entry: EntryPoint, fault: Fault, from: number): Finding | null {
  const faulty = entry.production(fault, from);
  const ops = operationsOf(entry);
  const { run, finding } = replayTrace(traceOf(ops), { production: faulty, check: 'cheap' });
  expect(dumpState(run)).not.toBe('');
  if (finding === null) return null;
  for (const text of [finding.reason, finding.got, finding.expected]) {
    expect(typeof text).toBe('string');
    expect(text.length).toBeLessThan(TEXT_MAX);
  }
  expect(tell(finding, ops, faulty)).toContain(`${finding.judge}/${finding.rule}`);
  return finding;
}

/** Members of views are many, and read by the same code: each is asked every sixth fault, and together they are asked all. */
function isAskedOf(name: string): (fault: Fault, at: number) => boolean {
  return (_, at) => !name.includes('View.') || (at + name.length) % 6 === 0;
}

/** Holds of each entry point, by tests, what must hold of it with any fault. */
export function holdAnswers(entries: readonly EntryPoint[]): void {
  describe.each(entries.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
    it('may throw whatever can be thrown: that is a finding, told with what was called', () => {
      for (const fault of FAULTS.filter(({ isThrow }) => isThrow).filter(isAskedOf(name))) {
        const finding = runWith(entry, fault, 0);
        if (!entry.isReached) continue;
        expect(finding).toMatchObject({ judge: 'no-throw' });
        // A view that throws is told by its frames, and a thrown value that is no error has none.
        const called = finding?.details?.find(([what]) => what === 'called')?.[1];
        if (
          finding?.rule === 'never-throws' &&
          called !== undefined &&
          !name.includes('View') &&
          name !== 'Observer.tracker' &&
          entry.operations === undefined
        )
          expect(called).toContain(name.startsWith('new ') ? name : (name.split('.').at(-1) as string));
      }
    });

    it('may answer nonsense of every type: no judge and no report stumbles', () => {
      for (const fault of FAULTS.filter(({ isThrow }) => !isThrow).filter(isAskedOf(name)))
        expect(runWith(entry, fault, 0)?.judge).not.toBe('harness');
    });

    it('may begin to fail when it is asked once more', () => {
      for (const from of [1, 9])
        for (const fault of [FAULTS[0], FAULTS[13]]) expect(runWith(entry, fault, from)?.judge).not.toBe('harness');
    });

    it('is shrunk, emitted and walked through like any other finding', () => {
      for (const fault of name.includes('View.') ? [FAULTS[11]] : [FAULTS[0], FAULTS[11], FAULTS[13]]) {
        const finding = runWith(entry, fault, 0);
        showScreens(operationsOf(entry), entry.production(fault, 0));
        const fresh = entry.production(fault, 0);
        expect(runWith(entry, fault, 0)).toEqual(finding);
        expect(emitTest(traceOf(operationsOf(entry)), { name: 'a', from: '../sim/library/judge.ts', production: fresh })).toContain(
          'replayLines',
        );
        if (finding === null) continue;
        const { best } = shrink(
          operationsOf(entry).map((op) => ({ op })),
          { production: fresh, runsMax: 6, signature: signatureOf(finding) },
        );
        expect(best === null ? null : signatureOf(best.finding)).toBe(signatureOf(finding));
      }
    });
  });
}
