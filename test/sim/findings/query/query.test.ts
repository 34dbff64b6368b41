import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../sim/data/ops/fields.ts';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../../../sim/data/trace/parse-trace.ts';
import { Matcher } from '../../../../sim/findings/query/match.ts';
import { parseQuery, type Query } from '../../../../sim/findings/query/query.ts';
import { queryTrace, type QueriedTrace } from '../../../../sim/findings/query/query-trace.ts';
import type { StepEvent } from '../../../../sim/findings/query/step-events.ts';
import { encodeModelFrame } from '../../../../sim/oracle/model/index.ts';
import { formatQuery, jsonQuery, queryExit, type QueryReport } from '../../../../sim/report/query-text.ts';

function queryOf(text: string): Query {
  const query = parseQuery(text);
  if ('fault' in query) throw new Error(`${query.at}: ${query.fault}`);
  return query;
}

function traceOf(lines: readonly string[]) {
  const trace = parseTrace(lines.join('\n'), 'lines');
  if (isRefusal(trace)) throw new Error(trace.refused);
  return trace;
}

function ask(lines: readonly string[], text: string): QueriedTrace {
  return queryTrace(traceOf(lines), queryOf(text));
}

/** Which steps match, and by which steps. */
function stepsOf({ matches }: QueriedTrace): (readonly number[])[] {
  return matches.map(({ step, by }) => [step, ...by.map(({ occurrence }) => occurrence.step)]);
}

function record(pid: number, nonce: number, now: number, more = ''): string {
  return `{"op":"record","pid":${pid},"nonce":"${nonce}","status":"ok","now":"${now}","threshold":"100","origin":"kernel-attested","ns":null${more}}`;
}

const START = '{"op":"new","capacity":1,"policy":"strict","window":1}';
/** A table of one slot: pid 7 stalls and loses its slot to pid 9, whose second beat does not advance. */
const EVICTION = [START, record(7, 1, 0), '{"op":"drain","now":"100","threshold":"100"}', record(9, 1, 1001), record(9, 1, 1005)];

describe('parseQuery()', () => {
  it('reads events, words, pids, conditions and bounds', () => {
    expect(
      queryOf('refused( namespace | order ,pid=7) not preceded-by evict same-pid within 1.5s followed-by goal(table-full) within 3 steps'),
    ).toEqual({
      event: { name: 'refused', words: [['namespace', 'order']], pid: 7, text: 'refused(namespace|order,pid=7)' },
      links: [
        {
          isNegated: true,
          direction: 'preceded-by',
          event: { name: 'evict', words: [], pid: null, text: 'evict' },
          samePid: true,
          bound: { unit: 'ns', ns: 1_500_000_000n },
        },
        {
          isNegated: false,
          direction: 'followed-by',
          event: { name: 'goal', words: [['table-full']], pid: null, text: 'goal(table-full)' },
          samePid: false,
          bound: { unit: 'steps', steps: 3 },
        },
      ],
    });
  });

  it.each([
    ['', 1, 'must be an event'],
    ['   ', 1, 'must be an event'],
    ['evct', 1, 'did you mean "evict"?'],
    ['evict $', 7, 'must be a word or one of ( ) , | =, got "$"'],
    ['evict within 5s', 7, 'must begin a condition'],
    ['evict not within 5s', 11, 'must say on which side'],
    ['evict preceded-by', 18, 'must be an event'],
    ['evict preceded-by stall within', 31, 'must be a duration such as 5s'],
    ['evict preceded-by stall within 5', 32, 'must be a duration such as 5s'],
    ['evict preceded-by stall within 0 steps', 32, 'must be 1 to 1000000000 steps'],
    ['evict preceded-by stall within 5s 3', 35, 'must begin a condition'],
    ['refused(namspace)', 9, 'did you mean "namespace"?'],
    ['refused(namespace', 18, 'must be a comma or a closing bracket'],
    ['refused()', 9, 'must be a word of refused'],
    ['refused(namespace,)', 19, 'must be a word of refused'],
    ['refused(namespace|)', 19, 'must be a word of refused'],
    ['evict(stalled)', 7, 'of evict must be pid=NUMBER'],
    ['evict(pid=x)', 11, 'must be a pid from 0 to 4294967295'],
    ['evict(pid=4294967296)', 11, 'must be a pid from 0 to 4294967295'],
    ['goal(never-heard)', 6, 'see docs/query.md'],
    ['constructor', 1, 'must be an event'],
  ])('says where and why %j is none', (text, at, fault) => {
    const parsed = parseQuery(text);
    if (!('fault' in parsed)) throw new Error('it is one');
    expect(parsed.at).toBe(at);
    expect(parsed.fault).toContain(fault);
    expect(parsed.fault).not.toContain('\n');
  });

  it('never throws, whatever it is given', () => {
    const word = fc.constantFrom(
      'refused',
      '(',
      ')',
      'namespace',
      '|',
      ',',
      'pid',
      '=',
      '7',
      'not',
      'preceded-by',
      'within',
      '5s',
      'steps',
      'same-pid',
      '\u001b',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
          fc.string(),
        ),
        (text) => {
          const parsed = parseQuery(text);
          if ('fault' in parsed) expect(parsed.at).toBeLessThanOrEqual(text.length + 1);
        },
      ),
    );
  });
});

describe('queryTrace()', () => {
  it.each([
    ['record', [[1], [3], [4]]],
    ['record(pid=9)', [[3], [4]]],
    ['accepted(inserted)', [[1], [3]]],
    ['refused', [[4]]],
    ['refused(order)', [[4]]],
    ['refused(out-of-order|capacity, pid=9)', [[4]]],
    ['refused(namespace)', []],
    ['evict', [[3]]],
    ['evict(pid=7)', [[3]]],
    ['evict(pid=9)', []],
    ['stall', [[2]]],
    ['goal(evicted-stalled)', [[3]]],
    ['refused preceded-by evict within 5ns', [[4, 3]]],
    ['refused preceded-by evict within 4ns', [[4, 3]]],
    ['refused preceded-by evict within 3ns', []],
    ['refused preceded-by evict within 1 step', [[4, 3]]],
    ['refused preceded-by stall within 1 step', []],
    ['refused preceded-by evict same-pid', []],
    ['refused preceded-by accepted same-pid', [[4, 3]]],
    ['evict preceded-by evict', []],
    ['evict preceded-by stall same-pid followed-by refused', [[3, 2, 4]]],
    ['evict not preceded-by stall', []],
    ['stall not preceded-by evict', [[2]]],
    ['drain followed-by finding', []],
  ])('%s', (text, steps) => {
    expect(stepsOf(ask(EVICTION, text))).toEqual(steps);
  });

  it('sees stalls and refusals of an observer with the pid that the event names', () => {
    const frame = toHex(encodeModelFrame({ status: 'ok', pid: 5, timestamp: 1n, nonce: 1n, payload: 0 }));
    const datagram = (now: number, bytes: string): string =>
      `{"op":"datagram","now":"${now}","listener":0,"origin":"kernel-attested","peer":null,"ns":"1","bytes":"${bytes}"}`;
    const trace = [
      '{"op":"observer","threshold":"10000000","listeners":1}',
      datagram(0, ''),
      '{"op":"poll","now":"0"}',
      datagram(1, frame),
      '{"op":"poll","now":"1"}',
      '{"op":"poll","now":"10000001"}',
      datagram(10_000_002, frame),
      '{"op":"poll","now":"10000002"}',
    ];
    expect(stepsOf(ask(trace, 'refused(decode) preceded-by datagram'))).toEqual([[2, 1]]);
    expect(stepsOf(ask(trace, 'refused(bad-length)'))).toEqual([[2]]);
    expect(stepsOf(ask(trace, 'datagram(pid=5)'))).toEqual([[3], [6]]);
    expect(stepsOf(ask(trace, 'stall(pid=5) preceded-by accepted same-pid within 10ms'))).toEqual([[5, 4]]);
    expect(stepsOf(ask(trace, 'refused(order) preceded-by stall same-pid'))).toEqual([[7, 5]]);
  });

  it('sees a finding at the step of it, also one that the last look at the table makes', () => {
    const wrong = record(9, 1, 1001, ',"expect":{"update":"refreshed"}');
    expect(stepsOf(ask([...EVICTION.slice(0, 3), wrong], 'finding(expect) preceded-by stall'))).toEqual([[3, 2]]);
    expect(stepsOf(ask([...EVICTION.slice(0, 3), wrong], 'finding(reply-as-recorded)'))).toEqual([[3]]);
  });

  it('says where a trace cannot be carried out', () => {
    expect(ask([START, '{"op":"poll","now":"0"}'], 'poll').misplaced).toMatchObject({ line: 2 });
  });
});

describe('Matcher', () => {
  const event = fc.record({
    name: fc.constantFrom('evict', 'stall', 'refused'),
    words: fc.constantFrom([], ['order']),
    pid: fc.constantFrom(null, 1, 2),
  });
  const steps = fc.array(fc.record({ ns: fc.nat(20), events: fc.array(event, { maxLength: 3 }) }), { maxLength: 20 });
  const link = fc.record({
    isNegated: fc.boolean(),
    direction: fc.constantFrom('preceded-by' as const, 'followed-by' as const),
    event: fc.record({
      name: fc.constantFrom('evict', 'stall'),
      words: fc.constant([]),
      pid: fc.constantFrom(null, 1),
      text: fc.constant(''),
    }),
    samePid: fc.boolean(),
    bound: fc.oneof(
      fc.constant(null),
      fc.nat(10).map((ns) => ({ unit: 'ns' as const, ns: BigInt(ns) })),
      fc.integer({ min: 1, max: 5 }).map((count) => ({ unit: 'steps' as const, steps: count })),
    ),
  });

  it('matches the steps that the definition in words does, tried one by one', () => {
    fc.assert(
      fc.property(steps, fc.array(link, { maxLength: 2 }), (run, links) => {
        const anchor = { name: 'refused', words: [], pid: null, text: '' };
        const matcher = new Matcher({ event: anchor, links });
        let now = 0;
        const times = run.map(({ ns }) => (now = Math.max(now, ns)));
        run.forEach(({ events }, step) => matcher.take(step, BigInt(times[step]), events));
        const holds = (step: number, of: StepEvent): boolean =>
          links.every((one) => {
            const there = run.some(({ events }, other) => {
              const isOnSide = one.direction === 'preceded-by' ? other < step : other > step;
              const { bound } = one;
              const near =
                bound === null ||
                (bound.unit === 'steps' ? Math.abs(other - step) <= bound.steps : Math.abs(times[other] - times[step]) <= Number(bound.ns));
              const isIt = events.some(
                ({ name, pid }) =>
                  name === one.event.name &&
                  (one.event.pid === null || pid === one.event.pid) &&
                  (!one.samePid || (pid !== null && pid === of.pid)),
              );
              return isOnSide && near && isIt;
            });
            return there !== one.isNegated;
          });
        const expected = run.flatMap(({ events }, step) =>
          events.some((one) => one.name === 'refused' && holds(step, one)) ? [step] : [],
        );
        expect(matcher.matches().map(({ step }) => step)).toEqual(expected);
      }),
    );
  });
});

describe('formatQuery()', () => {
  const PLAIN = { write: () => {}, raw: () => {}, isTerminal: false, hasColor: false, columns: 80 };
  const trace = traceOf(EVICTION);
  const { matches, steps } = queryTrace(trace, queryOf('refused preceded-by evict within 5ns'));
  const run = { trace: 'a\u001b.ndjson', scenario: '', seed: '', steps, matches, opOf: (step: number) => trace.steps[step].op };
  const report: QueryReport = { query: 'q', traces: 3, runs: [run], left: [] };

  it('tells each step with what it matches by, and shows what a terminal would obey', () => {
    expect(formatQuery(report, PLAIN)).toBe(
      'a\\u001b.ndjson · 5 operations\n' +
        '       4  record at 1005 ns: refused(out-of-order) of pid 9, preceded-by evict of pid 7 at step 3, 4 ns apart\n\n' +
        'ok · 1 step matches, in 1 of 3 traces\n',
    );
    expect(jsonQuery(report)).toMatchObject({
      traces: 3,
      runs: [{ matches: [{ step: 4, time: '1005ns', event: 'refused', pid: 9, by: [{ direction: 'preceded-by', step: 3, pid: 7 }] }] }],
      exit: 0,
    });
  });

  it('ends with 20 for a file that is wrong, with 14 for one that cannot be carried out here', () => {
    expect(queryExit({ ...report, left: [{ sentence: 's', isFaulty: false }] })).toBe(14);
    expect(
      queryExit({
        ...report,
        left: [
          { sentence: 's', isFaulty: false },
          { sentence: 't', isFaulty: true },
        ],
      }),
    ).toBe(20);
  });
});
