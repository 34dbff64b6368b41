import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal, type Refusal } from '../../../sim/data/ops/refusal.ts';
import { parseTrace, type Trace } from '../../../sim/data/trace/parse-trace.ts';
import { replayTrace } from '../../../sim/findings/replay/replay-trace.ts';
import { branchSteps, firstDifference } from '../../../sim/view/engine/branch.ts';
import { PremiseCounts, type PremiseTable } from '../../../sim/oracle/premise-counts.ts';
import { AskedRules } from '../../../sim/view/engine/asked-rules.ts';
import { Desk } from '../../../sim/view/engine/desk.ts';
import { LANE_BIT } from '../../../sim/view/engine/lanes.ts';
import type { RunData } from '../../../sim/view/engine/messages.ts';
import { parseQuery, search, type Searchable } from '../../../sim/view/engine/search.ts';
import { packTrace, unpackTrace } from '../../../sim/view/packed-trace.ts';
import { simulate } from '../../../sim/world/seeded-run.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { recordScenario } from '../../../sim/world/record-scenario.ts';
import { arbitraryOp } from '../../../sim/library/fast-check/index.ts';

const FILED = 'corpus/traces/d1-index-never-wedges.ndjson';

function taken<T>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Error(value.refused);
  return value;
}

function filed(path: string = FILED): Trace {
  return taken(parseTrace(readFileSync(path), path));
}

function recorded(name: string, stepsMax: number): Trace {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(name);
  const { steps } = recordScenario(scenario, 'desk', { stepsMax });
  return { header: filed().header, steps };
}

describe('a packed trace', () => {
  it('is the same trace again, whatever its operations', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOp, { maxLength: 20 }), fc.boolean(), (ops, expects) => {
        const steps = ops.map((op, at) => ({ op, expect: expects && at % 2 === 0 ? { ok: true } : undefined, line: 3 * at + 2 }));
        const trace: Trace = { header: filed().header, steps };
        expect(unpackTrace(JSON.parse(JSON.stringify(packTrace(trace))) as ReturnType<typeof packTrace>)).toEqual(trace);
      }),
    );
  });

  it('takes a frame apart, and bytes that are none as they are', () => {
    const trace = recorded('lossy-network', 400);
    const packed = packTrace(trace);
    expect(Object.keys(packed.columns[packed.kinds.indexOf('datagram')])).toEqual(expect.arrayContaining(['frame.pid', 'bytes']));
    expect(unpackTrace(packed)).toEqual(trace);
  });
});

describe('Desk', () => {
  const desk = new Desk();
  const run = taken(desk.answer('loadTrace', { packed: packTrace(filed()) }));

  it('carries a trace out to the digest of a replay', () => {
    expect(run.facts).toMatchObject({ length: 6, finding: null, digest: replayTrace(filed()).run.digest });
    expect(run.columns.bits[3] & LANE_BIT.evicted).not.toBe(0);
  });

  it('runs a scenario to the digest of a campaign', () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'tiny-tables');
    const { digest, steps } = simulate(scenario as (typeof SCENARIOS)[number], '3');
    const made = taken(desk.answer('loadScenario', { scenario: 'tiny-tables', seed: '3' }));
    expect(made.facts).toMatchObject({ digest, length: steps, recordedDigest: digest });
  });

  it('shows a step from all sides', () => {
    const step = taken(desk.answer('at', { run: run.run, step: 3 }));
    expect(step).toMatchObject({ step: 3, pids: [4, 2], differences: [], fault: null });
    expect(step.after?.slots.map(({ pid }) => pid)).toEqual([4]);
    const statuses = new Set(step.rules.map(({ status }) => status));
    expect(statuses).toEqual(new Set(['held', 'premise missing', 'not asked']));
    expect(step.rules.find(({ name }) => name === 'eviction-lawful')?.status).toBe('held');
  });

  it('calls a rule held at just as many steps as the oracle asked it and it had something to say', () => {
    const trace = recorded('lossy-network', 2500);
    for (const check of ['cheap', 'full'] as const) {
      const premises = new PremiseCounts();
      const rules = new AskedRules(trace.steps.length);
      // Once more the oracle asks at the end of the run, which is no step.
      let table: PremiseTable = {};
      replayTrace(trace, { check, premises, after: (_, step) => step === trace.steps.length - 1 && (table = premises.table) });
      replayTrace(trace, { check, premises: rules, after: () => rules.next() });
      const counts: Record<string, { asked: number; held: number }> = {};
      for (let step = 0; step < trace.steps.length; step++)
        for (const { name, status } of rules.verdicts(step, null)) {
          if (status === 'not asked') continue;
          const count = (counts[name] ??= { asked: 0, held: 0 });
          count.asked++;
          if (status === 'held') count.held++;
        }
      expect(counts).toEqual(table);
      expect(Object.keys(counts).length).toBeGreaterThan(20);
    }
  });

  it('says why a pid is not there, and what wrote a cell', () => {
    const gone = taken(desk.answer('why', { run: run.run, step: 5, target: { of: 'pid', pid: 2 } }));
    expect(gone).toEqual(expect.arrayContaining([{ text: 'it was evicted here', step: 3 }]));
    const cell = taken(desk.answer('why', { run: run.run, step: 5, target: { of: 'cell', slot: 0, pid: 5, field: 'nonce' } }));
    expect(cell).toEqual([{ text: 'this beat wrote the nonce of slot 0', step: 5 }]);
  });

  it('says what became of a datagram', () => {
    const world = taken(desk.answer('loadTrace', { packed: packTrace(recorded('observer-direct', 300)) }));
    const at = world.columns.readBy.findIndex((read) => read >= 0);
    const read = world.columns.readBy[at];
    expect(taken(desk.answer('why', { run: world.run, step: read, target: { of: 'datagram', step: at } })).at(-1)?.step).toBe(read);
  });

  it('says who sent a datagram, how long it was under way, and what the poll that read it answered', () => {
    const world = taken(desk.answer('loadScenario', { scenario: 'tiny-tables', seed: '3' }));
    const at = world.columns.readBy.findIndex((read) => read >= 0);
    const read = world.columns.readBy[at];
    const reasons = taken(desk.answer('why', { run: world.run, step: read, target: { of: 'datagram', step: at } }));
    expect(reasons.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^(agent|attacker .*) \d+ sent it at /),
      expect.stringMatching(/^it was .* under way over link /),
      'it arrived here',
      expect.stringMatching(/^it was read here: /),
      expect.stringMatching(/^that poll: the observer polls at .*: /),
    ]);
    expect(reasons[0].step).toBeLessThanOrEqual(at);
  });

  it('says of a refusal the rule, and the beat that it was measured against', () => {
    const world = taken(desk.answer('loadTrace', { packed: packTrace(recorded('tracker-direct', 600)) }));
    const { bits } = world.columns;
    const at = bits.findIndex((one) => (one & LANE_BIT['out-of-order']) !== 0);
    const reasons = taken(desk.answer('why', { run: world.run, step: at, target: { of: 'refusal', step: at } }));
    expect(reasons[0]).toEqual({ text: expect.stringContaining('The rule: the nonce of a beat') as string, step: null });
    const decided = reasons[1].step ?? -1;
    expect(decided).toBeLessThan(at);
    expect(bits[decided] & LANE_BIT.accepted).not.toBe(0);
    const pidsAt = (step: number): readonly number[] => taken(desk.answer('at', { run: world.run, step })).pids;
    expect(pidsAt(decided)).toEqual(expect.arrayContaining([...pidsAt(at)]));
  });

  it('branches: the recorded run stays, the branch is judged, and saves as a trace that replays', () => {
    const branch: RunData = taken(desk.answer('branch', { run: run.run, edits: [{ edit: 'delete', step: 2 }] }));
    expect([branch.facts.length, run.facts.length]).toEqual([5, 6]);
    expect(branch.columns.bits[2] & LANE_BIT['capacity-exceeded']).not.toBe(0);
    const text = taken(desk.answer('trace', { run: branch.run, from: 0, to: 4, whole: true }));
    const again = taken(parseTrace(text, 'branch'));
    expect(replayTrace(again).run.digest).toBe(again.header.digest);
    expect(taken(desk.answer('align', { left: run.run, right: branch.run })).same).toBe(2);
  });

  it('refuses what is no operation, and says where', () => {
    const edits = [{ edit: 'change', step: 2, json: '{"op":"sleep"}' } as const];
    expect(desk.answer('branch', { run: run.run, edits })).toMatchObject({
      refused: expect.stringMatching(/^step 2: unknown operation/) as string,
    });
    expect(desk.answer('loadText', { text: '', name: 'nothing' })).toHaveProperty('refused');
  });

  it('runs a scenario again with other knobs and other seeds, each from its step on, and says so in its trace', () => {
    const source = { scenario: 'swarm', seed: '3', knobs: { capacity: 5, policy: 'strict', window: 2, forNs: 2e8 } } as const;
    const again = taken(desk.answer('loadScenario', source));
    expect(taken(desk.answer('at', { run: again.run, step: 0 })).after).toMatchObject({ capacity: 5, policy: 'strict', window: 2 });
    expect(again.facts.source).toMatchObject(source);
    const text = taken(desk.answer('trace', { run: again.run, from: 0, to: again.facts.operations - 1, whole: true }));
    const saved = taken(parseTrace(text, 'again'));
    expect(saved.header.why).toContain('(with capacity 5, policy strict, window 2, forNs 200000000)');
    expect(replayTrace(saved).run.digest).toBe(again.facts.digest);
    const seeds = [
      { step: 40, seed: '4' },
      { step: 80, seed: '5' },
    ];
    const [one, two] = [seeds.slice(0, 1), seeds].map((from) => taken(desk.answer('loadScenario', { ...source, from })));
    const same = (left: RunData, right: RunData): number => taken(desk.answer('align', { left: left.run, right: right.run })).same;
    expect([same(again, one) >= 40, same(again, one) < 80, same(one, two) >= 80]).toEqual([true, true, true]);
    expect(same(one, two)).toBeLessThan(Math.min(one.facts.length, two.facts.length));
    // From the first operation on it is that seed.
    const other = taken(desk.answer('loadScenario', { ...source, from: [{ step: 0, seed: '4' }] }));
    expect(other.facts.digest).toBe(taken(desk.answer('loadScenario', { ...source, seed: '4' })).facts.digest);
  });

  it('knows the scenario that a trace came from where the page has it, and its seed is one text', () => {
    const { header, steps } = filed();
    const sourceOf = (scenario: string, seed: string): unknown =>
      taken(desk.answer('loadTrace', { packed: packTrace({ header: { ...header, scenario, seed }, steps }) })).facts.source;
    expect([sourceOf('swarm', '3'), sourceOf('swarm', ''), sourceOf('mine.json', '3'), sourceOf('swarm', '3, from step 2 on 4')]).toEqual([
      { scenario: 'swarm', seed: '3' },
      null,
      null,
      null,
    ]);
  });

  it('filters by a slot: the beats that it accepted, and the drain that flagged it', () => {
    const find = (query: string): readonly number[] => taken(desk.answer('search', { run: run.run, query }));
    // Pid 2 comes, a drain flags it, pid 4 takes its slot, a drain flags that, pid 5 takes it.
    expect(find('slot 0')).toEqual([1, 2, 3, 4, 5]);
    expect(find('slot 1')).toEqual([]);
    const world = taken(desk.answer('loadScenario', { scenario: 'swarm', seed: '3', knobs: { forNs: 2e8 } }));
    for (const step of taken(desk.answer('search', { run: world.run, query: 'slot 0' }))) {
      const { before, after } = taken(desk.answer('at', { run: world.run, step }));
      expect(after?.slots[0]).not.toEqual(before?.slots[0]);
    }
  });

  it('exports trace events that Perfetto reads', () => {
    const file = JSON.parse(taken(desk.answer('chrome', { run: run.run, from: 0, to: 5 }))) as {
      traceEvents: { ph: string; ts?: number }[];
    };
    expect(file.traceEvents.filter(({ ph }) => ph === 'i')).toHaveLength(7);
  });
});

describe('branchSteps()', () => {
  it('moves the clock from a step on, and leaves what was before', () => {
    const { steps } = filed();
    const moved = taken(branchSteps(steps, [{ edit: 'move-clock', step: 3, byNs: '100' }]));
    expect(moved.slice(0, 3)).toEqual(steps.slice(0, 3));
    expect(moved.slice(3).map(({ op }) => ('now' in op ? op.now : null))).toEqual([220n, 332n, 333n]);
    expect(firstDifference(steps, moved)).toBe(3);
  });

  it('gives every tracker that is started from a step on other options, and refuses what is none', () => {
    const { steps } = filed();
    const twice = [...steps, ...steps];
    const made = taken(branchSteps(twice, [{ edit: 'knobs', step: 1, knobs: { capacity: 3, window: 7 } }]));
    expect(made.filter(({ op }) => op.op === 'new').map(({ op }) => op)).toEqual([steps[0].op, { ...steps[0].op, capacity: 3, window: 7 }]);
    expect(branchSteps(steps, [{ edit: 'knobs', step: 0, knobs: { capacity: -1 } }])).toHaveProperty(
      'refused',
      expect.stringMatching(/^step 0: capacity /),
    );
  });

  it('inserts before a step', () => {
    const { steps } = filed();
    const more = taken(branchSteps(steps, [{ edit: 'insert', step: 1, json: '{"op":"len"}' }]));
    expect(more.map(({ op }) => op.op)).toEqual(['new', 'len', 'record', 'drain', 'record', 'drain', 'record']);
  });
});

describe('search()', () => {
  const BITS = [0, LANE_BIT.accepted, LANE_BIT.evicted | LANE_BIT.accepted, LANE_BIT['capacity-exceeded'], LANE_BIT['out-of-order']];
  const PIDS = [[], [7], [8, 7], [9], [7]];
  const on: Searchable = {
    length: BITS.length,
    bits: Uint32Array.from(BITS),
    touches: (step, slot) => slot === 0 && (step === 1 || step === 2),
    kindOf: (step) => (step === 0 ? 'new' : 'record'),
    pidsOf: (step) => PIDS[step],
  };
  const find = (text: string): number[] | string => {
    const query = parseQuery(text, ['new', 'record', 'poll']);
    return typeof query === 'string' ? query : search(query, on, 100);
  };

  it.each([
    ['pid 7', [1, 2, 4]],
    ['7', [1, 2, 4]],
    ['pid:7 refused', [4]],
    ['refused', [3, 4]],
    ['kind new', [0]],
    ['slot 0', [1, 2]],
    ['refused after evicted', [4]],
    ['pid 9 refused after evicted', []],
    ['capacity-exceeded', [3]],
    ['', 'there is nothing to search for'],
    ['pid many', 'after pid there must be a number'],
    ['kind sleep', 'a kind is one of new, record, poll'],
    ['nonsense', 'nonsense is no pid, kind or happening'],
  ])('%j finds %j', (text, found) => {
    expect(find(text)).toEqual(found);
  });
});
