import type { Edit, Mutant } from './mutant.ts';

const WORLD = 'sim/world/world.js';
const TRANSPORT = 'sim/world/transport.js';
const ENTROPY = 'sim/data/entropy/base-entropy.js';
const SEEDED = 'sim/data/entropy/seeded-entropy.js';

/** What is wrong shows over whole runs: all seeds of one scenario come before the next. */
function broken(name: string, sentence: string, edit: Edit, and: readonly Edit[] = []): Mutant {
  return { name, sentence, ...edit, and, order: 'by-scenario' };
}

function inWorld(pattern: string, replacement: string): Edit {
  return { file: WORLD, pattern, replacement };
}

/** Ways in which the generators of operations may be broken, so that a campaign is green because it tests nothing. */
export const GENERATOR_MUTANTS: readonly Mutant[] = [
  broken('entropy-exhausted', 'every draw is the smallest that it may be, as if the source were used up', {
    file: SEEDED,
    pattern: 'below(span) {',
    replacement: 'below(span) { return 0;',
  }),
  broken('entropy-at-its-top', 'every draw is the largest that it may be', {
    file: SEEDED,
    pattern: 'below(span) {',
    replacement: 'below(span) { return span - 1;',
  }),
  broken('same-seed-each-run', 'every run has the same seed, whatever it is called', {
    file: SEEDED,
    pattern: 'mixSeed(this.#path)',
    replacement: "mixSeed(this.#path.slice(this.#path.indexOf('\\u0000')))",
  }),
  broken('draws-from-elsewhere', 'a draw asks the system for chance', {
    file: SEEDED,
    pattern: 'below(span) {',
    replacement: 'below(span) { return Math.floor(Math.random() * span);',
  }),
  broken('pids-remembered', 'the pids that one run gave out are taken in the next', {
    file: 'sim/world/pid-allocator.js',
    pattern: '#used = new Set();',
    replacement: '#used = (globalThis.pidsOfAllRuns ??= new Set());',
  }),
  broken('no-fault-drawn', 'nothing that is left to chance ever happens', {
    file: ENTROPY,
    pattern: 'if (ratio.numerator >= ratio.denominator)',
    replacement: 'if (ratio.numerator < ratio.denominator) return false; if (ratio.numerator >= ratio.denominator)',
  }),
  broken('always-one-pid', 'every agent gets the same pid', {
    file: 'sim/world/pid-allocator.js',
    pattern: 'fresh() {',
    replacement: 'fresh() { return 1000;',
  }),
  broken('one-listener-only', 'every datagram takes the first way that there is', {
    file: TRANSPORT,
    pattern: 'const way = this.#links[link];\n        const { script',
    replacement: 'const way = this.#links[0];\n        const { script',
  }),
  broken('network-swallows-all', 'the network loses every datagram until the world calms down', {
    file: TRANSPORT,
    pattern: 'if (entropy.chance(script.loss)) {',
    replacement: 'if (true) {',
  }),
  broken('network-forgets', 'the network loses datagrams that are on their way and does not count them', {
    file: TRANSPORT,
    pattern: 'this.inFlight--;\n        this.#enqueue(datagram, this.#queue.timeNs);',
    replacement:
      'this.inFlight--; if (datagram.handle % 5 === 4) { this.#free.push(datagram.handle); return; } this.#enqueue(datagram, this.#queue.timeNs);',
  }),
  broken('losses-counted-twice', 'a datagram that is lost on its way counts as two', {
    file: TRANSPORT,
    pattern: 'if (entropy.chance(script.loss)) {\n            this.lost++;',
    replacement: 'if (entropy.chance(script.loss)) {\n            this.lost += 2;',
  }),
  broken('network-breaks', 'the network gives up at the hundredth copy that it makes of a datagram', {
    file: TRANSPORT,
    pattern: 'this.duplicated++;',
    replacement: "if (++this.duplicated === 100) throw new RangeError('too many copies');",
  }),
  broken('time-stands-still', 'the clock of the observer never advances', {
    file: 'sim/world/virtual-clock.js',
    pattern: 'clamp(this.#offsetNs + toU64(timeNs))',
    replacement: 'clamp(this.#offsetNs)',
  }),
  broken('nothing-evicted', 'every table has room for all', {
    file: 'sim/world/world.js',
    pattern: '...settingsOfToday(observer.threshold), ...observer }',
    replacement: '...settingsOfToday(observer.threshold), ...observer, capacity: 4096 }',
  }),
  broken('no-agent-dies', 'no agent ever crashes or panics', {
    file: 'sim/world/fleet.js',
    pattern: '#die(agent, withTerminalFrame, nowNs) {',
    replacement: '#die(agent, withTerminalFrame, nowNs) { return;',
  }),
  broken('no-attacker-comes', 'attackers stay away', {
    file: 'sim/world/attackers.js',
    pattern: 'attack(number, nowNs) {',
    replacement: 'attack(number, nowNs) { return;',
  }),
  broken('nothing-malformed', 'frames that should be none are sound', {
    file: 'sim/world/attacks.js',
    pattern: 'let frame = lawful;',
    replacement: 'if (lawful) return encodeModelFrame(lawful); let frame = lawful;',
  }),
  broken(
    'ends-at-once',
    'a world ends before anything has happened in it',
    inWorld('if (this.#isSettled)\n                return null;', 'return null;'),
  ),
  broken('never-settles', 'nobody asks what must have happened by the end', inWorld('return this.#settled();', 'return null;')),
  broken('never-polls', 'the observer is not asked for anything', inWorld('if (this.#pollsLeft > 0) {', 'if (false) {')),
  broken(
    'supervisor-asleep',
    'nobody restarts what was reported as stalled',
    inWorld('if (supervisor === null || agent.isRestartDue)', 'if (true)'),
  ),
  broken('calm-from-the-start', 'all faults have stopped before they begin', inWorld('#isQuiet = false;', '#isQuiet = true;')),
];
