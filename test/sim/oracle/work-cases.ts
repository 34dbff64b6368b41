import { Tracker } from '../../../src/index.ts';
import { copiersOf, PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import { fault, type RuleCase } from './rule-case.ts';
import { beat, create, drain, type Step } from './steps.ts';

/** What is driven is counted from this operation on, for a few. */
const COUNTED_FROM = 64;

function withTracker(kind: typeof Tracker): Production {
  return { ...PRODUCTION, Tracker: kind, copiers: copiersOf(PRODUCTION)! };
}

const BEATS: readonly Step[] = [
  create(8),
  ...Array.from({ length: COUNTED_FROM + 8 }, (_, at) => beat(7 + (at % 8), BigInt(1 + at), BigInt(at))),
];
const BEATS_AND_DRAINS: readonly Step[] = [...BEATS, drain(120n), drain(121n)];

export const WORK_CASES: readonly RuleCase[] = [
  {
    rule: 'index-reads-bounded',
    faults: [
      fault('a beat that looks its pid up twice, and counts it once', BEATS, {
        production: withTracker(
          class extends Tracker {
            override record(...args: Parameters<Tracker['record']>): ReturnType<Tracker['record']> {
              this.slotOf(args[0].pid);
              return super.record(...args);
            }
          },
        ),
      }),
    ],
    lawful: 'known pids beat, each of which is looked up once',
    keep: BEATS,
  },
  {
    rule: 'column-reads-bounded',
    faults: [
      fault('a drain that walks over the table three times', BEATS_AND_DRAINS, {
        production: withTracker(
          class extends Tracker {
            override drainStalledSlots(...args: Parameters<Tracker['drainStalledSlots']>): void {
              for (let walk = 0; walk < 3; walk++) super.drainStalledSlots(...args);
            }
          },
        ),
      }),
    ],
    lawful: 'drains read every slot once',
    keep: BEATS_AND_DRAINS,
  },
];
