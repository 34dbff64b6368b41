/** A text of the compiled program that is to be another one. */
export interface Edit {
  /** Folder below the compiled `sim`. The pattern stands exactly once in all its files together. */
  readonly folder: string;
  readonly pattern: string;
  readonly replacement: string;
}

/** A change of the kind that somebody makes to a generator on an ordinary day. */
export interface GeneratorChange {
  readonly name: string;
  /** What is otherwise after it, as a sentence. */
  readonly sentence: string;
  readonly edits: readonly Edit[];
}

/** Twenty changes to what makes operations: draws, streams, orders, faults, names and defaults. None touches what is tested. */
export const GENERATOR_CHANGES: readonly GeneratorChange[] = [
  {
    name: 'draw-at-birth',
    sentence: 'every stream draws once before anybody asks',
    edits: [{ folder: 'data/entropy', pattern: '(mixSeed(this.#path)).int32;', replacement: '(mixSeed(this.#path)).int32; this.#next();' }],
  },
  {
    name: 'seed-mixed-longer',
    sentence: 'a seed is stirred in four rounds instead of three',
    edits: [{ folder: 'data/entropy', pattern: 'round < 3', replacement: 'round < 4' }],
  },
  {
    name: 'paths-turned-round',
    sentence: 'the path of a stream begins with its own name',
    edits: [{ folder: 'data/entropy', pattern: '`${seed}\\u0000${path}`', replacement: '`${path}\\u0000${seed}`' }],
  },
  {
    name: 'numbers-from-the-top',
    sentence: 'a number is counted from the upper end of its range',
    edits: [{ folder: 'data/entropy', pattern: 'return min + this.below(span);', replacement: 'return max - this.below(span);' }],
  },
  {
    name: 'chances-from-the-top',
    sentence: 'a chance comes true for the largest numbers instead of the smallest',
    edits: [
      {
        folder: 'data/entropy',
        pattern: 'this.below(ratio.denominator) < ratio.numerator',
        replacement: 'this.below(ratio.denominator) >= ratio.denominator - ratio.numerator',
      },
    ],
  },
  {
    name: 'lists-from-the-back',
    sentence: 'a member of a list is counted from its end',
    edits: [
      {
        folder: 'data/entropy',
        pattern: 'list[this.int(0, list.length - 1)]',
        replacement: 'list[list.length - 1 - this.int(0, list.length - 1)]',
      },
    ],
  },
  {
    name: 'plan-stream-renamed',
    sentence: 'the stream of the plans has another name',
    edits: [{ folder: 'world', pattern: "entropy.stream('plan')", replacement: "entropy.stream('the plan')" }],
  },
  {
    name: 'world-stream-renamed',
    sentence: 'the stream of the worlds has another name',
    edits: [{ folder: 'world', pattern: "entropy.stream('world')", replacement: "entropy.stream('the world')" }],
  },
  {
    name: 'fleet-streams-renamed',
    sentence: 'the streams of the fleets have other names',
    edits: [{ folder: 'world', pattern: 'entropy.stream(`fleet ${name}`)', replacement: 'entropy.stream(`agents of ${name}`)' }],
  },
  {
    name: 'one-stream-for-links',
    sentence: 'all links draw from one stream',
    edits: [{ folder: 'world', pattern: 'entropy.stream(`link ${script.name}`)', replacement: "entropy.stream('links')" }],
  },
  {
    name: 'draw-at-each-beat',
    sentence: 'an agent draws once more at each beat',
    edits: [
      {
        folder: 'world',
        pattern: 'this.#sendBeat(agent, nowNs);\n        this.#arm(',
        replacement: 'this.#sendBeat(agent, nowNs); entropy.int(0, 99);\n        this.#arm(',
      },
    ],
  },
  {
    name: 'echo-fault',
    sentence: 'there is a new fault: one datagram in fifty comes twice over any link',
    edits: [
      {
        folder: 'world',
        pattern: 'if (entropy.chance(script.duplicate)) {',
        replacement: 'if (entropy.chance(script.duplicate) || entropy.chance({ numerator: 1, denominator: 50 })) {',
      },
    ],
  },
  {
    name: 'ties-turned-round',
    sentence: 'of events at one time the last comes first',
    edits: [
      { folder: 'world', pattern: 'const sequence = this.#pushed++', replacement: 'const sequence = this.#pushed--' },
      { folder: 'world', pattern: 'if (times[parent] <= timeNs)', replacement: 'if (times[parent] < timeNs)' },
    ],
  },
  {
    name: 'fleets-from-the-back',
    sentence: 'the last fleet is created first',
    edits: [
      {
        folder: 'world',
        pattern: 'scripts.forEach((fleet, number) => this.#create(fleet, number));',
        replacement: 'for (let number = scripts.length - 1; number >= 0; number--) this.#create(scripts[number], number);',
      },
    ],
  },
  {
    name: 'agents-renamed',
    sentence: 'agents have pids of five digits at most',
    edits: [{ folder: 'world', pattern: 'this.#entropy.int(2, 0x3fff_ffff)', replacement: 'this.#entropy.int(2, 99_999)' }],
  },
  {
    name: 'attackers-renamed',
    sentence: 'the fresh pids of attackers begin elsewhere',
    edits: [{ folder: 'world', pattern: 'const FRESH_PID_BASE = 0x4000_0000;', replacement: 'const FRESH_PID_BASE = 0x5000_0000;' }],
  },
  {
    name: 'agents-start-together',
    sentence: 'agents start together unless told otherwise',
    edits: [{ folder: 'world/scenarios', pattern: 'startWithinNs: fleet.intervalNs,', replacement: 'startWithinNs: 0,' }],
  },
  {
    name: 'attackers-in-pairs',
    sentence: 'attackers send two datagrams at a time unless told otherwise',
    edits: [{ folder: 'world/scenarios', pattern: 'burst: 1, ns: null, pidPool: 0', replacement: 'burst: 2, ns: null, pidPool: 0' }],
  },
  {
    name: 'first-poll-earlier',
    sentence: 'the observer polls first after half a tick',
    edits: [
      {
        folder: 'world',
        pattern: 'this.#queue.push(script.polling.tickNs, EVENT.tick, 0);',
        replacement: 'this.#queue.push(Math.ceil(script.polling.tickNs / 2), EVENT.tick, 0);',
      },
    ],
  },
  {
    name: 'draw-before-capacity',
    sentence: 'tracker-direct draws once more before it draws its capacity',
    edits: [
      {
        folder: 'world/scenarios',
        pattern: 'capacity: () => entropy.pick([0, 1, 2, 3, 8, 33, 64])',
        replacement: 'capacity: () => entropy.int(0, 1) * 0 + entropy.pick([0, 1, 2, 3, 8, 33, 64])',
      },
    ],
  },
];
