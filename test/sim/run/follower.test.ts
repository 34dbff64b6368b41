import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beat, drain, get, LEN, table, take } from '../../../sim/conformance/clauses/clause.ts';
import type { NewOp, Op } from '../../../sim/data/ops/op.ts';
import type { Finding } from '../../../sim/oracle/finding.ts';
import { GOAL_NUMBER as GOAL } from '../../../sim/oracle/goals.ts';
import { Follower, followerOf, LOCK_STEP, WINDOW } from '../../../sim/run/follower.ts';
import { Run } from '../../../sim/run/run.ts';
import type { Answers, TrackerConnection } from '../../../sim/subject/foreign/tracker-connection.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { SeededRun, type SimulationResult } from '../../../sim/world/seeded-run.ts';
import { ProtocolConnection } from '../conformance/protocol-connection.ts';

const OPS: readonly Op[] = [table(2), beat(2, 1, 0), beat(2, 2, 10), drain(200), take('evictions'), get('origin', 2), LEN];

function follow(
  ops: readonly Op[],
  connection: TrackerConnection,
  window = LOCK_STEP,
): { run: Run; follower: Follower; finding: Finding | null } {
  const follower = new Follower(connection, window);
  const run = new Run({ follower });
  for (const op of ops) if (run.step(op) !== null) return { run, follower, finding: run.finding };
  return { run, follower, finding: run.finish() };
}

/** A connection that answers the number-th request with this line. */
function lying(number: number, line: string): ProtocolConnection {
  return new ProtocolConnection((reply, _, at) => (at === number ? line : reply));
}

describe('Follower', () => {
  it('compares every reply, whatever the window', () => {
    for (const window of [LOCK_STEP, 3, WINDOW]) {
      const { finding, follower } = follow(OPS, new ProtocolConnection(), window);
      expect(finding).toBeNull();
      expect(follower.counts).toEqual({ tracker: 'varta-sim 1', compared: OPS.length, skipped: {}, lacking: [] });
    }
  });

  it.each([
    ['a wrong update', 2, '{"update":"out-of-order"}', 'record-refreshed'],
    ['a stall too many', 3, '{"stalls":[]}', 'drain'],
    ['a wrong count', 4, '{"value":"1"}', 'take-evictions'],
    ['a wrong origin', 5, '{"tracked":true,"value":"socket-mode-only"}', 'get-origin'],
    ['a wrong length', 6, '{"value":2}', 'len'],
    ['a start that is none', 0, '{"ok":false}', 'reply-in-form'],
    ['an unknown update', 1, '{"update":"taken"}', 'reply-in-form'],
    ['a key too many', 6, '{"value":1,"of":2}', 'reply-in-form'],
    ['a number for a u64', 4, '{"value":0}', 'reply-in-form'],
    ['no JSON', 2, 'Traceback (most recent call last):', 'reply-is-a-line'],
    ['an error', 3, '{"error":"not today"}', 'takes-lawful-requests'],
    ['a text', 3, '"stalls"', 'reply-in-form'],
  ])('finds %s at its operation, by its rule, in lock-step and late', (_, number, line, rule) => {
    for (const window of [LOCK_STEP, WINDOW]) {
      const { finding } = follow(OPS, lying(number, line), window);
      expect(finding).toMatchObject({ judge: 'conformance', rule, step: number, op: OPS[number].op, got: line });
    }
  });

  it.each([
    ['a rule', [{ check: 'record-refreshed' }], { drain: 1, get: 1, 'known deviation record-refreshed': 1, len: 1, 'take evictions': 1 }],
    ['a reply', [{ check: 'record-refreshed', got: '{"update":"out-of-order"}' }], null],
    ['another reply', [{ check: 'record-refreshed', got: '{"update":"inserted"}' }], 'record-refreshed'],
    ['another rule', [{ check: 'drain' }], 'record-refreshed'],
  ])('passes over what is expected by %s, and what comes after it up to the next start', (_, expected, came) => {
    const connection: TrackerConnection = lying(2, '{"update":"out-of-order"}');
    connection.expected = expected;
    const follower = followerOf(connection) as Follower;
    const run = new Run({ follower });
    for (const op of [...OPS, table(2), LEN]) if (run.step(op) !== null) break;
    const finding = run.finish();
    expect(finding?.rule ?? null).toBe(typeof came === 'string' ? came : null);
    if (typeof came === 'object' && came !== null) expect(follower.counts).toMatchObject({ compared: 5, skipped: came });
  });

  it('takes keys in any order, and blanks', () => {
    const { finding } = follow(OPS, lying(5, '{ "value": "kernel-attested", "tracked": true }'));
    expect(finding).toBeNull();
  });

  it('reports how a connection fails at the first operation without a reply, with its last lines', () => {
    const failing: TrackerConnection = {
      hello: new ProtocolConnection().hello,
      begin: () => {},
      restart: () => {},
      close: () => {},
      submit: (ops) => (): Answers => ({
        replies: ops.slice(0, 3).map((op) => (op.op === 'new' ? '{"ok":true}' : '{"update":"inserted"}')),
        fault: { rule: 'keeps-running', got: 'it ended with status 3', lastLines: ['stderr: boom\u001b[31m'] },
      }),
    };
    const { finding } = follow([table(4), beat(2, 1, 0), beat(3, 1, 0), beat(4, 1, 0), LEN], failing, WINDOW);
    expect(finding).toMatchObject({ judge: 'conformance', rule: 'keeps-running', step: 3, got: 'it ended with status 3' });
    expect(finding?.details?.at(-1)).toEqual(['last', String.raw`stderr: boom\u001b[31m`]);
  });

  it('skips and counts what the tracker does not have, and goes on', () => {
    const connection = new ProtocolConnection(undefined, { operations: ['new', 'record', 'drain', 'take'], counters: ['evicted_pid'] });
    const { finding, follower } = follow(OPS, connection);
    expect(finding).toBeNull();
    expect(follower.counts).toMatchObject({ compared: 4, skipped: { get: 1, len: 1, 'take evictions': 1 } });
  });

  it('does not compare what follows a record that is unsupported, until the next start', () => {
    const replies = ['{"ok":true}', '{"unsupported":"record"}', '{"value":9}', '{"ok":true}', '{"value":9}'];
    for (const window of [LOCK_STEP, WINDOW]) {
      const connection = new ProtocolConnection((_, __, at) => replies[at]);
      const { finding, follower } = follow([table(2), beat(2, 1, 0), LEN, table(1), LEN], connection, window);
      expect(finding).toMatchObject({ rule: 'len', step: 4 });
      expect(follower.counts.skipped).toEqual({ record: 1, len: 1 });
    }
  });

  it('compares on after a read that is unsupported', () => {
    const connection = new ProtocolConnection((reply, op) => (op.op === 'get' ? '{"unsupported":"get","issue":"#1"}' : reply));
    const { finding, follower } = follow(OPS, connection);
    expect([finding, follower.counts.skipped]).toEqual([null, { get: 1 }]);
  });

  it('does not follow a tracker with an option that is lacking', () => {
    const op: NewOp = { ...table(2), last_words: true };
    const { finding, follower } = follow([op, beat(2, 1, 0), table(2), beat(2, 1, 0)], new ProtocolConnection(undefined, { options: [] }));
    expect(finding).toBeNull();
    expect(follower.counts).toMatchObject({ compared: 2, skipped: { 'new with last_words': 1, record: 1 } });
  });

  /** A followed run has no copies, nor twins of them, whose counts reach these goals. */
  const withoutTwins = ({ goals, ...rest }: Omit<SimulationResult, 'followed'>) => ({
    ...rest,
    goals: goals.filter((_, number) => number !== GOAL['count-past-2^32'] && number !== GOAL['count-full']),
  });

  it('changes no run: digests are the same with and without one', () => {
    const wanted = ['tracker-direct', 'observer-direct', 'last-words', 'same-pid-restart'];
    for (const scenario of SCENARIOS.filter(({ name }) => wanted.includes(name))) {
      const alone = new SeededRun(scenario, '5', { stepsMax: 1500 }).result();
      const follower = new Follower(new ProtocolConnection(), WINDOW);
      const { followed, ...result } = new SeededRun(scenario, '5', { stepsMax: 1500, follower }).result();
      expect(withoutTwins(result)).toEqual(withoutTwins(alone));
      expect(followed?.compared).toBeGreaterThan(100);
    }
  });

  it('asks for nothing of a world whose options the tracker lacks', () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'same-pid-restart');
    if (scenario === undefined) throw new Error('there is no such scenario');
    const follower = new Follower(new ProtocolConnection(undefined, { options: [] }), WINDOW);
    const { finding, followed } = new SeededRun(scenario, '1', { follower }).result();
    expect(finding).toBeNull();
    expect(followed?.lacking).toEqual(['restart_after_stall', 'pin_generation', 'origin_takeover', 'last_words', 'index_key']);
    expect(followed?.compared).toBeGreaterThan(1000);
  });

  it('finds one falsified reply anywhere, at the same place for each window', () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'observer-direct');
    if (scenario === undefined) throw new Error('there is no such scenario');
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 500 }), (number, window) => {
        const found = [LOCK_STEP, window].map((of) => {
          const follower = new Follower(lying(number, '{"ok":false}'), of);
          return new SeededRun(scenario, '3', { stepsMax: 1000, follower }).result().finding;
        });
        expect(found[0]).toMatchObject({ judge: 'conformance', got: '{"ok":false}' });
        expect(found[1]).toEqual(found[0]);
      }),
      { numRuns: 10 },
    );
  });
});
