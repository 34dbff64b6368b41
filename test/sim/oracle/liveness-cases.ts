import { expect } from 'vitest';
import { surfacing } from './faulty-production.ts';
import type { OracleBench } from './oracle-bench.ts';
import type { RuleCase } from './rule-case.ts';

function beating(bench: OracleBench): void {
  bench.observe();
  bench.send(0, 7, 1n);
  bench.send(0, 8, 1n);
  bench.poll(0);
  bench.poll(0);
}

export const LIVENESS_CASES: readonly RuleCase[] = [
  {
    rule: 'live-agent-tracked',
    judge: 'liveness',
    faults: [
      {
        what: 'a live pid that the ledger has lost',
        play: (bench) => {
          beating(bench);
          bench.damage(({ index }) => index.remove(8));
          bench.settled(1, [7, 8], []);
        },
      },
    ],
    lawful: 'every live pid is tracked, and another beats that is not spoken of',
    keep: (bench) => {
      beating(bench);
      bench.settled(99, [7], []);
      bench.settled(99, [], []);
    },
  },
  {
    rule: 'live-agent-not-stalled',
    judge: 'liveness',
    faults: [
      {
        what: 'a live pid whose beats never come in',
        play: (bench) => {
          beating(bench);
          bench.poll(100);
          bench.poll(100);
          bench.settled(101, [7], [8]);
        },
      },
      {
        what: 'a live pid whose stall came early',
        first: ['accepted-clears-stall', 'the flag stands in the slot of a beat'],
        production: surfacing((event, { tracker }) => {
          tracker.slots.stallEmitted[0] = 1;
          return event;
        }),
        play: (bench) => {
          beating(bench);
          bench.settled(1, [7], []);
        },
      },
    ],
    lawful: 'a live pid was stalled and has beaten since',
    keep: (bench) => {
      beating(bench);
      expect(bench.poll(100)).toMatchObject({ kind: 'stall', pid: 7 });
      expect(bench.poll(100)).toMatchObject({ kind: 'stall', pid: 8 });
      bench.send(101, 7, 2n);
      bench.poll(101);
      bench.settled(101, [7], [8]);
    },
  },
  {
    rule: 'silent-agent-surfaced',
    judge: 'liveness',
    faults: [
      {
        what: 'a stall that is marked and never comes out',
        first: ['event', 'the model surfaces the stall'],
        production: surfacing((event) => (event?.kind === 'stall' ? null : event)),
        play: (bench) => {
          beating(bench);
          bench.poll(100);
          bench.poll(100);
          bench.settled(101, [], [7]);
        },
      },
      {
        what: 'an observer that does not drain any more',
        play: (bench) => {
          beating(bench);
          bench.settled(1000, [], [7]);
        },
      },
    ],
    lawful: 'one silent pid was reported, and another is not tracked',
    keep: (bench) => {
      beating(bench);
      bench.poll(100);
      bench.poll(100);
      bench.settled(101, [], [7, 8, 9]);
    },
  },
];
