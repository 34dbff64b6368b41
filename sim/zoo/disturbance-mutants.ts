import type { Mutant } from './mutant.ts';

/** Bugs that show where a clock, a listener or a visitor throws or calls back in, and where a copy takes the place of what it was made of. */
export const DISTURBANCE_MUTANTS: readonly Mutant[] = [
  {
    name: 'poll-stays-locked',
    sentence: 'after a clock or a listener that throws every later poll is refused',
    file: 'src/observer/observer.js',
    pattern: 'return this.#turn();\n        }\n        finally {\n            this.#isPolling = false;\n        }',
    replacement: 'const event = this.#turn(); this.#isPolling = false; return event;\n        }\n        finally {\n        }',
  },
  {
    name: 'thrower-keeps-turn',
    sentence: 'a listener that throws keeps its turn, so that the others starve',
    file: 'src/observer/observer.js',
    pattern: 'this.#loop.nextListener = listener + 1 === count ? 0 : listener + 1;',
    replacement: '',
    and: [
      {
        file: 'src/observer/observer.js',
        pattern: 'const datagram = this.#listeners[listener].receive();',
        replacement:
          'const datagram = this.#listeners[listener].receive(); this.#loop.nextListener = listener + 1 === count ? 0 : listener + 1;',
      },
    ],
  },
  {
    name: 'stall-marked-after-visit',
    sentence: 'a stall is marked as handed out only once its visitor has returned',
    file: 'src/tracker/tracker.js',
    pattern: 'slots.stallEmitted[slot] = 1;\n        this.#state.stallCount++;',
    replacement: '',
    and: [
      {
        file: 'src/tracker/tracker.js',
        pattern: 'slots.nsKnown[slot] === 1 ? slots.nsInodes[slot] : null);\n    }\n    /** When',
        replacement:
          'slots.nsKnown[slot] === 1 ? slots.nsInodes[slot] : null);\n        slots.stallEmitted[slot] = 1; this.#state.stallCount++;\n    }\n    /** When',
      },
    ],
  },
  {
    name: 'refused-poll-unlocks',
    sentence: 'a poll that is refused because one is under way lets the next one in',
    file: 'src/observer/observer.js',
    pattern: "if (this.#isPolling)\n            throw new Error('Cannot poll: a poll is under way');",
    replacement: '',
    and: [
      {
        file: 'src/observer/observer.js',
        pattern: 'try {\n            return this.#turn();',
        replacement:
          "try { if (this.#isPolling) throw new Error('Cannot poll: a poll is under way');\n this.#isPolling = true;           return this.#turn();",
      },
      { file: 'src/observer/observer.js', pattern: 'this.#isPolling = true;\n        try', replacement: 'try' },
    ],
  },
  {
    name: 'listener-error-is-empty',
    sentence: 'a listener that throws counts as one that has nothing to read',
    file: 'src/observer/observer.js',
    pattern: 'const datagram = this.#listeners[listener].receive();',
    replacement: 'let datagram = null; try { datagram = this.#listeners[listener].receive(); } catch {}',
  },
  {
    name: 'copy-reports-again',
    sentence: 'a copy does not know which pids out of order were reported',
    file: 'src/observer/copy-observer.js',
    pattern: 'target.outOfOrderReported.set(source.outOfOrderReported);',
    replacement: '',
  },
  {
    name: 'copy-reaches-nothing',
    sentence: 'a copy does not know how far the pids of a home lie',
    file: 'src/tracker/pid-index.js',
    pattern: 'this.#reaches.set(other.#reaches);',
    replacement: '',
  },
  {
    name: 'copy-forgets-last-words',
    sentence: 'a copy does not know of whom a last word was heard',
    file: 'src/tracker/copy-tracker.js',
    pattern: 'to.terminalSeen.set(from.terminalSeen);',
    replacement: '',
  },
  {
    name: 'copy-loses-remainder',
    sentence: 'a copy loses what is left of a refill below a thousandth of a frame',
    file: 'src/observer/token-bucket.js',
    pattern: 'this.#parts = other.#parts;',
    replacement: '',
  },
  {
    name: 'copy-forgets-empty',
    sentence: 'a copy does not know how many listeners were found empty since a drain is due',
    file: 'src/observer/drain-schedule.js',
    pattern: 'this.#emptyCount = other.#emptyCount;',
    replacement: '',
  },
];
