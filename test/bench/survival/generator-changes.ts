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

function edit(folder: string, pattern: string, replacement: string): Edit {
  return { folder, pattern, replacement };
}

function change(name: string, sentence: string, edits: readonly Edit[]): GeneratorChange {
  return { name, sentence, edits };
}

/** Twenty changes to what makes operations: draws, streams, orders, faults, names and defaults. None touches what is tested. */
export const GENERATOR_CHANGES: readonly GeneratorChange[] = [
  change('draw-at-birth', 'every stream draws once before anybody asks', [
    edit('data/entropy', 'this.#carry = c;', 'this.#carry = c; this.#word();'),
  ]),
  change('seed-mixed-longer', 'a seed is stirred in four rounds instead of three', [edit('data/entropy', 'round < 3', 'round < 4')]),
  change('paths-turned-round', 'the path of a stream begins with its own name', [
    edit('data/entropy', '`${seed}\\u0000${path}`', '`${path}\\u0000${seed}`'),
  ]),
  change('numbers-from-the-top', 'a number is counted from the upper end of its range', [
    edit('data/entropy', 'return min + this.below(span);', 'return max - this.below(span);'),
  ]),
  change('chances-from-the-top', 'a chance comes true for the largest numbers instead of the smallest', [
    edit(
      'data/entropy',
      'this.below(ratio.denominator) < ratio.numerator',
      'this.below(ratio.denominator) >= ratio.denominator - ratio.numerator',
    ),
  ]),
  change('lists-from-the-back', 'a member of a list is counted from its end', [
    edit('data/entropy', 'list[this.int(0, list.length - 1)]', 'list[list.length - 1 - this.int(0, list.length - 1)]'),
  ]),
  change('plan-stream-renamed', 'the stream of the plans has another name', [
    edit('world', "entropy.stream('plan')", "entropy.stream('the plan')"),
  ]),
  change('world-stream-renamed', 'the stream of the worlds has another name', [
    edit('world', "entropy.stream('world')", "entropy.stream('the world')"),
  ]),
  change('fleet-streams-renamed', 'the streams of the fleets have other names', [
    edit('world', 'entropy.stream(`fleet ${name}`)', 'entropy.stream(`agents of ${name}`)'),
  ]),
  change('one-stream-for-links', 'all links draw from one stream', [
    edit('world', 'entropy.stream(`link ${script.name}`)', "entropy.stream('links')"),
  ]),
  change('draw-at-each-beat', 'an agent draws once more at each beat', [
    edit(
      'world',
      'this.#sendBeat(agent, nowNs);\n        this.#arm(',
      'this.#sendBeat(agent, nowNs); entropy.int(0, 99);\n        this.#arm(',
    ),
  ]),
  change('echo-fault', 'there is a new fault: one datagram in fifty comes twice over any link', [
    edit(
      'world',
      'if (entropy.chance(script.duplicate)) {',
      'if (entropy.chance(script.duplicate) || entropy.chance({ numerator: 1, denominator: 50 })) {',
    ),
  ]),
  change('ties-turned-round', 'of events at one time the last comes first', [
    edit('world', 'const sequence = this.#pushed++', 'const sequence = this.#pushed--'),
    edit('world', 'if (parentNs <= timeNs)', 'if (parentNs < timeNs)'),
  ]),
  change('fleets-from-the-back', 'the last fleet is created first', [
    edit(
      'world',
      'scripts.forEach((fleet, number) => this.#create(fleet, number));',
      'for (let number = scripts.length - 1; number >= 0; number--) this.#create(scripts[number], number);',
    ),
  ]),
  change('agents-renamed', 'agents have pids of five digits at most', [
    edit('world', 'this.#entropy.int(2, 0x3fff_ffff)', 'this.#entropy.int(2, 99_999)'),
  ]),
  change('attackers-renamed', 'the fresh pids of attackers begin elsewhere', [
    edit('world', 'const FRESH_PID_BASE = 0x4000_0000;', 'const FRESH_PID_BASE = 0x5000_0000;'),
  ]),
  change('agents-start-together', 'agents start together unless told otherwise', [
    edit('world/scenarios', 'startWithinNs: fleet.intervalNs,', 'startWithinNs: 0,'),
  ]),
  change('attackers-in-pairs', 'attackers send two datagrams at a time unless told otherwise', [
    edit('world/scenarios', 'burst: 1, ns: null, pidPool: 0', 'burst: 2, ns: null, pidPool: 0'),
  ]),
  change('first-poll-earlier', 'the observer polls first after half a tick', [
    edit(
      'world',
      'this.#queue.push(script.polling.tickNs, EVENT.tick, 0);',
      'this.#queue.push(Math.ceil(script.polling.tickNs / 2), EVENT.tick, 0);',
    ),
  ]),
  change('draw-before-capacity', 'tracker-direct draws once more before it draws its capacity', [
    edit(
      'world/scenarios',
      'capacity: () => entropy.pick([0, 1, 2, 3, 8, 33, 64])',
      'capacity: () => entropy.int(0, 1) * 0 + entropy.pick([0, 1, 2, 3, 8, 33, 64])',
    ),
  ]),
];
