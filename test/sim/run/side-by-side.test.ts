import { describe, expect, it } from 'vitest';
import { beat, drain, get, LEN, table, take } from '../../../sim/conformance/clauses/clause.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { againstExit, formatAgainst, jsonAgainst } from '../../../sim/report/against-text.ts';
import { Run } from '../../../sim/run/run.ts';
import { SideBySide } from '../../../sim/run/side-by-side.ts';
import { OwnTracker } from '../../../sim/subject/foreign/own-tracker.ts';
import type { TrackerConnection } from '../../../sim/subject/foreign/tracker-connection.ts';
import { ProtocolConnection } from '../conformance/protocol-connection.ts';
import { SILENT } from '../../support/outputs.ts';

const OPS: readonly Op[] = [table(2), beat(2, 1, 0), beat(2, 2, 10), drain(200), take('evictions'), get('origin', 2), LEN];

function compare(first: TrackerConnection, second: TrackerConnection, ops: readonly Op[] = OPS): SideBySide {
  const sides = new SideBySide([first, second]);
  const run = new Run({ follower: sides });
  for (const op of ops) run.step(op);
  expect(run.finish()).toBeNull();
  return sides;
}

/** Answers the number-th request with this line. */
function lying(number: number, line: string): ProtocolConnection {
  return new ProtocolConnection((reply, _, at) => (at === number ? line : reply));
}

describe('SideBySide', () => {
  it('finds no difference between two that are the same', () => {
    const sides = compare(new ProtocolConnection(), new OwnTracker());
    expect([sides.difference, sides.compared, sides.skipped, againstExit(sides)]).toEqual([null, OPS.length, {}, 0]);
  });

  it('finds the first reply that differs, whichever of them is wrong, and says which is right', () => {
    const [wrong, right] = ['{"update":"out-of-order"}', '{"update":"refreshed"}'];
    expect(compare(lying(2, wrong), new OwnTracker()).difference).toMatchObject({
      step: 2,
      replies: [wrong, right],
      areRight: [false, true],
    });
    expect(compare(new OwnTracker(), lying(2, wrong)).difference).toMatchObject({
      step: 2,
      replies: [right, wrong],
      areRight: [true, false],
    });
    expect(compare(lying(2, wrong), lying(2, '{"update":"inserted"}')).difference).toMatchObject({ step: 2, areRight: [false, false] });
  });

  it('takes two that are wrong alike for the same', () => {
    expect(compare(lying(2, '{"update":"inserted"}'), lying(2, '{ "update" : "inserted" }')).difference).toBeNull();
  });

  it('tells one that fails to reply, at the request without a reply', () => {
    const dying: TrackerConnection = {
      hello: new OwnTracker().hello,
      begin: () => {},
      restart: () => {},
      close: () => {},
      submit: () => () => ({
        replies: ['{"ok":true}'],
        fault: { rule: 'keeps-running', got: 'it ended with status 3', lastLines: [] },
      }),
    };
    const { difference } = compare(new OwnTracker(), dying);
    expect(difference).toMatchObject({ step: 1, replies: ['{"update":"inserted"}', 'no reply: it ended with status 3'] });
  });

  it('skips and counts what one of them does not do, and what follows a change that one did not make', () => {
    const few = new ProtocolConnection(undefined, { operations: ['new', 'record', 'drain'] });
    expect(compare(few, new OwnTracker()).skipped).toEqual({ get: 1, len: 1, 'take evictions': 1 });
    const lazy = new ProtocolConnection((reply, op) => (op.op === 'record' ? '{"unsupported":"record"}' : reply));
    const sides = compare(lazy, new OwnTracker());
    expect([sides.difference, sides.compared, sides.skipped]).toEqual([
      null,
      1,
      { drain: 1, get: 1, len: 1, record: 2, 'take evictions': 1 },
    ]);
  });

  it('is inconclusive where nothing could be compared', () => {
    const sides = compare(new ProtocolConnection(undefined, { options: [] }), new OwnTracker(), [{ ...table(2), last_words: true }, LEN]);
    expect([sides.skipped, againstExit(sides)]).toEqual([{ 'new with last_words': 1, len: 1 }, 14]);
  });

  it('is told as text and as data', () => {
    const sides = compare(lying(2, '{"update":"out-of-order"}'), new OwnTracker());
    const names = ['./mine.mjs', 'ours'].map((spec) => ({ spec, name: spec, version: '1' }));
    const text = formatAgainst({ path: 'a.ndjson', operations: 7, names, sides }, SILENT);
    expect(text).toContain('they differ first at step 2, record\n');
    expect(text).toContain('  B        {"update":"refreshed"} · right\n');
    expect(text).toContain('2 replies the same before that\n');
    expect(jsonAgainst({ path: 'a.ndjson', operations: 7, names, sides }, 10)).toMatchObject({
      difference: { step: 2, areRight: [false, true] },
      exit: 10,
    });
  });
});
