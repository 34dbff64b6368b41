import { Tracker } from '../../../src/index.ts';
import { copyObserver } from '../../../src/observer/copy-observer.ts';
import { copyTracker } from '../../../src/tracker/copy-tracker.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import type { OracleBench } from './oracle-bench.ts';
import type { RuleCase } from './rule-case.ts';

/** What is driven is counted from this operation on, for a few. */
const COUNTED_FROM = 64;

function withTracker(kind: typeof Tracker): Production {
  return { ...PRODUCTION, Tracker: kind, copiers: { copyTracker, copyObserver } };
}

function beats(bench: OracleBench): void {
  bench.create(8);
  for (let beat = 0; beat < COUNTED_FROM + 8; beat++) bench.beat(7 + (beat % 8), BigInt(1 + beat), BigInt(beat));
}

function beatsAndDrains(bench: OracleBench): void {
  beats(bench);
  bench.drain(120n);
  bench.drain(121n);
}

export const WORK_CASES: readonly RuleCase[] = [
  {
    rule: 'index-reads-bounded',
    judge: 'invariant',
    faults: [
      {
        what: 'a beat that looks its pid up twice, and counts it once',
        production: withTracker(
          class extends Tracker {
            override record(...args: Parameters<Tracker['record']>): ReturnType<Tracker['record']> {
              this.slotOf(args[0].pid);
              return super.record(...args);
            }
          },
        ),
        play: beats,
      },
    ],
    lawful: 'known pids beat, each of which is looked up once',
    keep: beats,
  },
  {
    rule: 'column-reads-bounded',
    judge: 'invariant',
    faults: [
      {
        what: 'a drain that walks over the table three times',
        production: withTracker(
          class extends Tracker {
            override drainStalledSlots(...args: Parameters<Tracker['drainStalledSlots']>): void {
              for (let walk = 0; walk < 3; walk++) super.drainStalledSlots(...args);
            }
          },
        ),
        play: beatsAndDrains,
      },
    ],
    lawful: 'drains read every slot once',
    keep: beatsAndDrains,
  },
];
