import { after, before, bug, edit, type Mutant } from './mutant.ts';

const OBSERVER = 'src/observer/observer.js';
const TRACKER = 'src/tracker/tracker.js';

/** Bugs that show where a clock, a listener or a visitor throws or calls back in, and where a copy takes the place of what it was made of. */
export const DISTURBANCE_MUTANTS: readonly Mutant[] = [
  bug('poll-stays-locked', 'after a clock or a listener that throws every later poll is refused', [
    edit(
      OBSERVER,
      'return this.#turn();\n        }\n        finally {\n            this.#isPolling = false;\n        }',
      'const event = this.#turn(); this.#isPolling = false; return event;\n        }\n        finally {\n        }',
    ),
  ]),
  bug('thrower-keeps-turn', 'a listener that throws keeps its turn, so that the others starve', [
    edit(OBSERVER, 'this.#loop.nextListener = listener + 1 === count ? 0 : listener + 1;', ''),
    after(
      OBSERVER,
      'const datagram = this.#listeners[listener].receive();',
      'this.#loop.nextListener = listener + 1 === count ? 0 : listener + 1;',
    ),
  ]),
  bug('stall-marked-after-visit', 'a stall is marked as handed out only once its visitor has returned', [
    edit(TRACKER, 'slots.stallEmitted[slot] = 1;\n        this.#state.stallCount++;', ''),
    edit(
      TRACKER,
      'slots.nsKnown[slot] === 1 ? slots.nsInodes[slot] : null);\n    }\n    /** When',
      'slots.nsKnown[slot] === 1 ? slots.nsInodes[slot] : null);\n        slots.stallEmitted[slot] = 1; this.#state.stallCount++;\n    }\n    /** When',
    ),
  ]),
  bug('refused-poll-unlocks', 'a poll that is refused because one is under way lets the next one in', [
    edit(OBSERVER, "if (this.#isPolling)\n            throw new Error('Cannot poll: a poll is under way');", ''),
    edit(
      OBSERVER,
      'try {\n            return this.#turn();',
      "try { if (this.#isPolling) throw new Error('Cannot poll: a poll is under way');\n this.#isPolling = true;           return this.#turn();",
    ),
    edit(OBSERVER, 'this.#isPolling = true;\n        try', 'try'),
  ]),
  bug('listener-error-is-empty', 'a listener that throws counts as one that has nothing to read', [
    edit(
      OBSERVER,
      'const datagram = this.#listeners[listener].receive();',
      'let datagram = null; try { datagram = this.#listeners[listener].receive(); } catch {}',
    ),
  ]),
  bug('copy-reports-again', 'a copy does not know which pids out of order were reported', [
    edit('src/observer/copy-observer.js', 'target.outOfOrderReported.set(source.outOfOrderReported);', ''),
  ]),
  bug('copy-reaches-nothing', 'a copy does not know how far the pids of a home lie', [
    edit('src/tracker/pid-index.js', 'this.#reaches.set(cells.reaches);', ''),
  ]),
  bug('copy-forgets-last-words', 'a copy does not know of whom a last word was heard', [
    edit('src/tracker/copy-tracker.js', 'to.terminalSeen.set(from.terminalSeen);', ''),
  ]),
  bug('copy-loses-remainder', 'a copy loses what is left of a refill below a thousandth of a frame', [
    edit('src/observer/token-bucket.js', 'this.#parts = other.parts;', ''),
  ]),
  bug('copy-forgets-empty', 'a copy does not know how many listeners were found empty since a drain is due', [
    edit('src/observer/drain-schedule.js', 'this.#emptyCount = other.emptyCount;', ''),
  ]),
  bug('copy-forgets-places', 'a copy does not know where in the queue the stall of a slot waits', [
    edit('src/observer/stall-queue.js', 'this.#placeOf.set(other.placeOf);', ''),
  ]),
  bug('copy-forgets-beaten', 'a copy does not know which of the pids whose stall waits have beaten', [
    edit('src/observer/stall-queue.js', 'this.#beaten.set(other.beaten);', ''),
  ]),
  bug('copy-forgets-work', 'a copy does not know what the last beat read', [
    edit('src/tracker/copy-tracker.js', 'Object.assign(target.work, source.work);', ''),
  ]),
  bug('view-beats-of-the-first', 'a view tells the beats of the first slot as those of each', [
    edit('src/observer/observer-view.js', 'return this.#inside.counts.beats[slot];', 'return this.#inside.counts.beats[0];'),
  ]),
  bug('view-empty-when-nothing-is-due', 'a view tells a listener as found empty while no drain is due', [
    edit('src/observer/observer-view.js', 'return isDue && foundEmpty[listener] === 1;', 'return foundEmpty[listener] === 1;'),
  ]),
  bug('view-namespace-halves-alike', 'a view tells the lower half of a namespace as the upper one, too', [
    edit('src/tracker/tracker-view.js', 'this.#nsWords[2 * slot + HIGH]', 'this.#nsWords[2 * slot + LOW]'),
  ]),
  bug('drain-goes-on-to-newcomers', 'a drain hands out the stalls of pids that its visitor brings in', [
    edit(TRACKER, 'while (slot < length) {', 'while (slot < this.#state.length) {'),
  ]),
  bug('misreading-kept', 'the time of an observer goes on with a clock reading that is no u64', [
    before(
      OBSERVER,
      "checkU64('poll', 'the clock reading', reading);",
      "if (typeof reading === 'bigint' && BigInt.asUintN(64, reading) !== reading) this.#time.advance(BigInt.asUintN(64, reading));",
    ),
  ]),
  bug('copy-forgets-reads', 'a copy does not tell what the last poll read', [
    edit('src/observer/copy-observer.js', 'target.reads.copyFrom(source.reads);', ''),
  ]),
];
