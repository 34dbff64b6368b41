import { afterPoll, surfacing } from './faulty-production.ts';
import { fault, type RuleCase } from './rule-case.ts';
import { damage, observe, poll, send, settled, type Step } from './steps.ts';

const BEATING: readonly Step[] = [observe(), send(0, 7, 1n), send(0, 8, 1n), poll(0), poll(0)];
const BOTH_SILENT: readonly Step[] = [...BEATING, poll(100), poll(100)];

export const LIVENESS_CASES: readonly RuleCase[] = [
  {
    rule: 'live-agent-tracked',
    judge: 'liveness',
    faults: [fault('a live pid that the ledger has lost', [...BEATING, damage(({ index }) => index.remove(8)), settled(1, [7, 8], [])])],
    lawful: 'every live pid is tracked, and another beats that is not spoken of',
    keep: [...BEATING, settled(99, [7], []), settled(99, [], [])],
  },
  {
    rule: 'live-agent-not-stalled',
    judge: 'liveness',
    faults: [
      fault('a live pid whose beats never come in', [...BOTH_SILENT, settled(101, [7], [8])]),
      fault('a live pid whose stall came early', [...BEATING, settled(1, [7], [])], {
        first: ['accepted-clears-stall', 'the flag stands in the slot of a beat'],
        production: afterPoll((_, { tracker }) => (tracker.slots.stallEmitted[0] = 1)),
      }),
    ],
    lawful: 'a live pid was stalled and has beaten since',
    keep: [
      ...BEATING,
      poll(100, { kind: 'stall', pid: 7 }),
      poll(100, { kind: 'stall', pid: 8 }),
      send(101, 7, 2n),
      poll(101),
      settled(101, [7], [8]),
    ],
  },
  {
    rule: 'silent-agent-surfaced',
    judge: 'liveness',
    faults: [
      fault('a stall that is marked and never comes out', [...BOTH_SILENT, settled(101, [], [7])], {
        first: ['event', 'the model surfaces the stall'],
        production: surfacing((event) => (event?.kind === 'stall' ? null : event)),
      }),
      fault('an observer that does not drain any more', [...BEATING, settled(1000, [], [7])]),
    ],
    lawful: 'one silent pid was reported, and another is not tracked',
    keep: [...BOTH_SILENT, settled(101, [], [7, 8, 9])],
  },
];
