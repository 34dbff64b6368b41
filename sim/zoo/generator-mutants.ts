import { after, before, edit, type Edit, type Mutant } from './mutant.ts';

const SEEDED = 'sim/data/entropy/seeded-entropy.js';
const PIDS = 'sim/world/pid-allocator.js';
const TRANSPORT = 'sim/world/transport.js';
const WORLD = 'sim/world/world.js';

/** What is wrong shows over whole runs: all seeds of one scenario come before the next. */
function broken(name: string, sentence: string, edits: readonly Edit[]): Mutant {
  return { name, sentence, edits, order: 'by-scenario' };
}

/** Ways in which the generators of operations may be broken, so that a campaign is green because it tests nothing. */
export const GENERATOR_MUTANTS: readonly Mutant[] = [
  broken('entropy-exhausted', 'every draw is the smallest that it may be, as if the source were used up', [
    after(SEEDED, 'below(span) {', 'return 0;'),
  ]),
  broken('entropy-at-its-top', 'every draw is the largest that it may be', [after(SEEDED, 'below(span) {', 'return span - 1;')]),
  broken('same-seed-each-run', 'every run has the same seed, whatever it is called', [
    edit(SEEDED, 'mixSeed(this.#path)', "mixSeed(this.#path.slice(this.#path.indexOf('\\u0000')))"),
  ]),
  broken('draws-from-elsewhere', 'a draw asks the system for chance', [
    after(SEEDED, 'below(span) {', 'return Math.floor(Math.random() * span);'),
  ]),
  broken('pids-remembered', 'the pids that one run gave out are taken in the next', [
    edit(PIDS, '#used = new Set();', '#used = (globalThis.pidsOfAllRuns ??= new Set());'),
  ]),
  broken('no-fault-drawn', 'nothing that is left to chance ever happens', [
    before(
      'sim/data/entropy/base-entropy.js',
      'if (ratio.numerator >= ratio.denominator)',
      'if (ratio.numerator < ratio.denominator) return false;',
    ),
  ]),
  broken('always-one-pid', 'every agent gets the same pid', [after(PIDS, 'fresh() {', 'return 1000;')]),
  broken('one-listener-only', 'every datagram takes the first way that there is', [
    edit(TRANSPORT, 'const way = this.#links[link];\n        const { script', 'const way = this.#links[0];\n        const { script'),
  ]),
  broken('network-swallows-all', 'the network loses every datagram until the world calms down', [
    edit(TRANSPORT, 'if (entropy.chance(script.loss)) {', 'if (true) {'),
  ]),
  broken('network-forgets', 'the network loses datagrams that are on their way and does not count them', [
    edit(
      TRANSPORT,
      'this.inFlight--;\n        this.#enqueue(datagram, this.#queue.timeNs);',
      'this.inFlight--; if (datagram.handle % 5 === 4) { this.#free.push(datagram.handle); return; } this.#enqueue(datagram, this.#queue.timeNs);',
    ),
  ]),
  broken('losses-counted-twice', 'a datagram that is lost on its way counts as two', [
    edit(
      TRANSPORT,
      'if (entropy.chance(script.loss)) {\n            this.lost++;',
      'if (entropy.chance(script.loss)) {\n            this.lost += 2;',
    ),
  ]),
  broken('network-breaks', 'the network gives up at the hundredth copy that it makes of a datagram', [
    edit(TRANSPORT, 'this.duplicated++;', "if (++this.duplicated === 100) throw new RangeError('too many copies');"),
  ]),
  broken('time-stands-still', 'the clock of the observer never advances', [
    edit('sim/world/virtual-clock.js', 'BigInt.asUintN(64, this.#offsetNs + toU64(timeNs))', 'this.#offsetNs'),
  ]),
  broken('nothing-evicted', 'every table has room for all', [
    edit(
      WORLD,
      '...settingsOfToday(observer.threshold), ...observer }',
      '...settingsOfToday(observer.threshold), ...observer, capacity: 4096 }',
    ),
  ]),
  broken('no-agent-dies', 'no agent ever crashes or panics', [
    after('sim/world/fleet.js', '#die(agent, withTerminalFrame, nowNs) {', 'return;'),
  ]),
  broken('no-attacker-comes', 'attackers stay away', [after('sim/world/attackers.js', 'attack(number, nowNs) {', 'return;')]),
  broken('nothing-malformed', 'frames that should be none are sound', [
    before('sim/world/attacks.js', 'let frame = lawful;', 'if (lawful) return encodeModelFrame(lawful);'),
  ]),
  broken('ends-at-once', 'a world ends before anything has happened in it', [
    edit(WORLD, 'if (this.#isSettled)\n                return null;', 'return null;'),
  ]),
  broken('never-settles', 'nobody asks what must have happened by the end', [edit(WORLD, 'null : this.#settled();', 'null : null;')]),
  broken('never-polls', 'the observer is not asked for anything', [edit(WORLD, 'if (this.#pollsLeft > 0) {', 'if (false) {')]),
  broken('supervisor-asleep', 'nobody restarts what was reported as stalled', [
    edit(WORLD, 'if (supervisor === null || agent.isRestartDue)', 'if (true)'),
  ]),
  broken('calm-from-the-start', 'all faults have stopped before they begin', [edit(WORLD, '#isQuiet = false;', '#isQuiet = true;')]),
];
