import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filedFault } from '../../sim/findings/corpus/filed-traces.ts';
import type { ObserverSettings } from '../../sim/data/ops/observer-options.ts';
import type { NewOp, Op } from '../../sim/data/ops/op.ts';
import { isRefusal } from '../../sim/data/ops/refusal.ts';
import { parseTrace, type Trace } from '../../sim/data/trace/parse-trace.ts';
import { readTrace } from '../../sim/data/trace/read-trace.ts';
import { Run } from '../../sim/run/run.ts';
import { KNOWN_LIMITS } from '../../sim/world/scenarios/known-limits.ts';
import { FRAME_REFUSALS } from '../../src/index.ts';

const FOLDER = join(import.meta.dirname, '../../corpus/traces');
const names = readdirSync(FOLDER)
  .filter((name) => !name.startsWith('.'))
  .sort((a, b) => (a < b ? -1 : 1));
const today = new Date().toISOString().slice(0, 10);

describe('the regression corpus', () => {
  it('holds traces alone, and one for each known limit, each refusal of the codec, and D1, D2 and D3', () => {
    expect(names.filter((name) => !/\.ndjson(\.gz)?$/.test(name))).toEqual([]);
    const due = [...KNOWN_LIMITS.map(({ name }) => `limit-${name}`), ...FRAME_REFUSALS.map((name) => `refusal-${name}`)];
    expect(due.filter((name) => !names.includes(`${name}.ndjson`))).toEqual([]);
    for (const prefix of ['d1-', 'd2-', 'd3-']) expect(names.some((name) => name.startsWith(prefix))).toBe(true);
  });

  it.each(names)('%s is as it was filed', async (name) => {
    const trace = await readTrace(join(FOLDER, name));
    if (isRefusal(trace)) throw new Error(trace.refused);
    expect(filedFault(trace, today)).toBeNull();
  });
});

async function read(file: string): Promise<Trace> {
  const trace = await readTrace(join(FOLDER, file));
  if (isRefusal(trace)) throw new Error(trace.refused);
  return trace;
}

/** Each reply of the operations, and the slots that the second pass of each read. */
function outcomes(ops: readonly Op[]): unknown[] {
  const run = new Run();
  return ops.map((op) => (run.step(op), [run.exchange?.reply, run.subject.trackerView?.anyPassSlots]));
}

describe('a known limit', () => {
  it.each(KNOWN_LIMITS)('$name says which option lifts it', async ({ name, liftedBy }) => {
    const { header } = await read(`limit-${name}.ndjson`);
    expect(header?.why).toMatch(liftedBy === null ? /; no option lifts it$/ : new RegExp(`; lifted by ${liftedBy}$`));
    expect(names.includes(`lifted-${name}.ndjson`)).toBe(liftedBy !== null);
  });

  it.each(KNOWN_LIMITS.flatMap(({ name, liftedBy }) => (liftedBy === null ? [] : [[name, liftedBy] as const])))(
    '%s is lifted in a second trace, by %s alone',
    async (name, liftedBy) => {
      const [start, ...rest] = (await read(`lifted-${name}.ndjson`)).steps.map(({ op }) => op);
      const { [liftedBy]: option, ...table } = start as unknown as ObserverSettings;
      expect(option).toBeDefined();
      const plain = { ...table, ...(liftedBy === 'policy' && { policy: 'balanced' }) } as unknown as NewOp;
      expect(outcomes([plain, ...rest])).not.toEqual(outcomes([start, ...rest]));
    },
  );
});

describe('filedFault()', () => {
  const good = '{"op":"new","capacity":1,"policy":"strict","window":1}\n{"op":"len","expect":{"value":0}}\n';
  const bad = '{"op":"new","capacity":1,"policy":"strict","window":1}\n{"op":"len","expect":{"value":1}}\n';
  const judge = (header: object, body: string): string | null => {
    const trace = parseTrace(`${JSON.stringify({ trace: 1, why: 'a reason', ...header })}\n${body}`, 'x');
    if (isRefusal(trace)) throw new Error(trace.refused);
    return filedFault(trace, '2026-01-15');
  };
  const open = { status: 'open', owner: 'somebody', expires: '2026-01-15' };

  it('lets a fixed trace pass that runs clean', () => expect(judge({ status: 'fixed' }, good)).toBeNull());
  it('objects to a fixed trace that fails again', () =>
    expect(judge({ status: 'fixed' }, bad)).toMatch(/fails again: expect\/reply-as-recorded\/len/));
  it('lets an open trace fail until its last day', () => expect(judge(open, bad)).toBeNull());
  it('objects to an open trace after its last day', () =>
    expect(judge({ ...open, expires: '2026-01-14' }, bad)).toMatch(/open past 2026-01-14: somebody/));
  it('objects to an open trace that does not fail any more', () => expect(judge(open, good)).toMatch(/does not fail any more/));
  it('objects to an open trace without an owner', () =>
    expect(judge({ status: 'open', expires: '2026-02-01' }, bad)).toMatch(/without an owner/));
  it('objects to an open trace that fails in another way', () => {
    const finding = { judge: 'model', rule: 'event', op: 'poll', step: 1, reason: 'x' };
    expect(judge({ ...open, finding }, bad)).toMatch(/in another way/);
  });
  it('objects to a trace that does not say why', () => expect(judge({ why: '' }, good)).toMatch(/why it is kept/));
  it('objects to operations that cannot be carried out, with their line', () =>
    expect(judge({}, '{"op":"len"}\n')).toMatch(/^line 2: len needs a new operation/));
});
