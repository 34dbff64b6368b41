import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseTrace, type Trace } from '../../../../sim/data/trace/parse-trace.ts';
import { replayTrace } from '../../../../sim/findings/replay/replay-trace.ts';
import { connectModule } from '../../../../sim/subject/foreign/tracker-module.ts';
import { HAND_FAULTS, Session, snapshotOf, type HandFault } from '../../../../sim/view/playground/index.ts';
import { SCENARIOS } from '../../../../sim/world/scenarios/index.ts';
import { simulate } from '../../../../sim/world/seeded-run.ts';

function parsed(text: string): Trace {
  const trace = parseTrace(text, 'the trace');
  if (isRefusal(trace)) throw new Error(trace.refused);
  return trace;
}

function stepped(session: Session, steps: number): Session {
  for (let left = steps; left > 0; left--) session.step();
  return session;
}

async function publishedTracker() {
  const { tracker } = (await import(new URL('../../../../docs/examples/published-tracker.mjs', import.meta.url).href)) as {
    tracker: unknown;
  };
  return connectModule(tracker, 'the published tracker');
}

describe('Session', () => {
  it('comes to what a campaign comes to, where nobody does anything by hand', () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'steady-fleet') as (typeof SCENARIOS)[number];
    const knobs = { forNs: 1e9 };
    const session = new Session({ scenario: 'steady-fleet', seed: '7', knobs });
    while (!session.isOver) session.step();
    const { digest, steps } = simulate(scenario, '7', { knobs });
    expect([session.run.digest, session.run.steps]).toEqual([digest, steps]);
  });

  it.each(Object.keys(HAND_FAULTS) as HandFault[])('makes a trace that replays to the same digest after %s', (fault) => {
    const session = stepped(new Session({ scenario: 'steady-fleet', seed: '1' }), 600);
    const told = session.do(fault);
    stepped(session, 600);
    const trace = parsed(session.trace);
    expect(trace.header.why).toBe(`by hand: after step 600: ${told}`);
    const { run, misplaced } = replayTrace(trace, { check: 'cheap' });
    expect(misplaced).toBeNull();
    expect([run.digest, run.steps]).toEqual([trace.header.digest, session.run.steps]);
    const alone = stepped(new Session({ scenario: 'steady-fleet', seed: '1' }), 1200);
    // What heals a sound network, or lets a clock run that runs, changes nothing.
    expect(session.run.digest === alone.run.digest).toBe(fault === 'heal' || fault === 'thaw');
  });

  it('puts several faults of one kind in, each on another', () => {
    const session = stepped(new Session({ scenario: 'steady-fleet', seed: '1' }), 300);
    expect([session.do('kill'), session.do('kill')].map((told) => told.slice(0, 7))).toEqual(['agent 1', 'agent 2']);
    session.do('flood');
    stepped(session, 800);
    expect(snapshotOf(session).tracked).toBeGreaterThan(0);
    expect(session.hand).toHaveLength(3);
  });

  it('claims nothing of liveness once a hand has put faults in', () => {
    const session = new Session({ scenario: 'steady-fleet', seed: 'by-hand' });
    session.step();
    for (let count = 0; count < 5; count++) session.do('kill');
    while (!session.isOver) session.step();
    expect(session.finding).toBeNull();
    expect(session.trace).toContain('"op":"settled"');
    expect(replayTrace(parsed(session.trace), { check: 'cheap' }).finding).toBeNull();
  });

  it('says why nothing can be done by hand in a run without a world', () => {
    const session = new Session({ scenario: 'tracker-direct', seed: '1' });
    expect(session.do('kill')).toBe('this run has no world: its operations stand in a script');
    expect(session.hand).toEqual([]);
  });

  it('stops where the published behaviour replies otherwise', async () => {
    const tracker = await publishedTracker();
    for (const [name, step] of [
      ['d1-index-never-wedges', 5],
      ['d3-refused-beat-pins-no-namespace', 3],
    ] as const) {
      const trace = readFileSync(`corpus/traces/${name}.ndjson`, 'utf8');
      const session = new Session({ scenario: '', seed: '', trace, tracker });
      while (!session.isOver) session.step();
      expect([session.finding?.judge, session.finding?.step]).toEqual(['conformance', step]);
    }
  });
});
