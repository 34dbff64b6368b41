import { after, before, bug, edit, type Mutant } from './mutant.ts';

const TRACKER = 'src/tracker/tracker.js';
const SLOTS = 'src/tracker/slot-table.js';
const KNOWN = 'src/tracker/known-pid.js';

/** Bugs of the ledger: what a beat does to its slot, and which slots stall. */
export const TRACKER_MUTANTS: readonly Mutant[] = [
  bug('stall-after-threshold', 'a slot stalls one nanosecond after the threshold instead of at it', [
    edit(
      TRACKER,
      'const latestNs = thresholdNs === 0n ? U64_MAX : BigInt.asUintN(64, nowNs - thresholdNs);',
      'const latestNs = thresholdNs === 0n || nowNs === thresholdNs ? 0n : BigInt.asUintN(64, nowNs - thresholdNs - 1n);',
    ),
  ]),
  bug('young-table-stalls', 'before the first threshold has passed the time of silence wraps below zero and everyone stalls', [
    edit(TRACKER, 'if (nowNs < thresholdNs)', 'if (false)'),
  ]),
  bug('drain-skips-first-slot', 'the stall of the first slot never comes out', [edit(TRACKER, 'slots, 0, length', 'slots, 1, length')]),
  bug('stall-handed-out-again', 'each drain hands a stall out again while the silence lasts', [
    edit(SLOTS, 'flag === ANY ||', 'flag !== FLAGS.set ||'),
  ]),
  bug('beat-keeps-stall', 'a beat does not end the stall of its pid', [
    edit(TRACKER, "forgetStall(inside, slot);\n        return 'refreshed';", "return 'refreshed';"),
  ]),
  bug('last-beat-by-high-word', 'the times of two beats are compared by their upper halves alone', [
    edit(SLOTS, 'return slotHigh < high ||', 'return slotHigh <= high ||'),
  ]),
  bug('refused-beat-refreshes', 'a beat that is refused for its nonce moves the time of the last beat', [
    edit(TRACKER, "                return 'out-of-order';", "{ slots.lastBeatNs[slot] = nowNs; return 'out-of-order'; }"),
  ]),
  bug('spoofed-origin-refreshes', 'a beat that is refused for its origin moves the time of the last beat', [
    after(KNOWN, 'bump(counters, TRACKER_COUNTER.originConflicts);', 'slots.lastBeatNs[slot] = nowNs;'),
  ]),
  bug('alien-namespace-refreshes', 'a beat that is refused for its namespace moves the time of the last beat', [
    after(TRACKER, 'bump(inside.counters, TRACKER_COUNTER.namespaceConflicts);', 'slots.lastBeatNs[slot] = nowNs;'),
  ]),
  bug('namespace-before-nonce', 'a beat that is refused for its nonce leaves its namespace behind', [
    before(
      TRACKER,
      'if (!isBelow(slots.lastNonces, slot, nonce)) {',
      'if (nsInode !== null && slots.nsKnown[slot] === 0) { slots.nsKnown[slot] = 1; slots.nsInodes[slot] = nsInode; }',
    ),
  ]),
  bug('origin-unchecked', 'a beat over another origin refreshes the slot', [
    edit(TRACKER, 'if (slots.origins[slot] !== originNumber)', 'if (false)'),
  ]),
  bug('origin-after-nonce', 'the origin is looked at only once the nonce has advanced', [
    edit(
      TRACKER,
      'if (slots.origins[slot] !== originNumber)',
      'if (slots.origins[slot] !== originNumber && nonce > slots.lastNonces[slot])',
    ),
  ]),
  bug('namespace-before-origin', 'a beat that contradicts both is refused for its namespace, not for its origin', [
    edit(
      TRACKER,
      'if (slots.origins[slot] !== originNumber)',
      'if (slots.origins[slot] !== originNumber && !(slots.nsKnown[slot] === 1 && slots.nsInodes[slot] !== nsInode))',
    ),
  ]),
  bug('namespace-unchecked', 'a beat from another namespace refreshes the slot', [
    edit(TRACKER, 'slots.nsKnown[slot] === 1 && (nsInode', 'false && (nsInode'),
  ]),
  bug('namespace-known-to-unknown', 'a beat from an unknown namespace passes although the slot knows its own', [
    edit(
      TRACKER,
      '(nsInode === null || !holds(slots.nsInodes, slot, nsInode))',
      '(nsInode !== null && !holds(slots.nsInodes, slot, nsInode))',
    ),
  ]),
  bug('namespace-inherited', 'a new pid without a namespace gets that of the pid that it evicted', [
    edit(KNOWN, 'slots.nsKnown[slot] = nsInode === null ? 0 : 1;', 'if (nsInode !== null) slots.nsKnown[slot] = 1;'),
  ]),
  bug('wrap-bound-exclusive', 'a nonce at exactly the wrap bound may not start over', [
    edit(TRACKER, 'isBelow(slots.lastNonces, slot, WRAP_FROM)', 'isBelow(slots.lastNonces, slot, WRAP_FROM + 1n)'),
  ]),
  bug('wrap-lands-one-further', 'a nonce may start over at 2^20 instead of below it', [
    edit(TRACKER, '|| nonce >= NONCE_WRAP_THRESHOLD)', '|| nonce > NONCE_WRAP_THRESHOLD)'),
  ]),
  bug('equal-nonce-accepted', 'a repeated nonce counts as progress', [
    edit(TRACKER, 'if (!isBelow(slots.lastNonces, slot, nonce)) {', 'if (nonce < slots.lastNonces[slot]) {'),
  ]),
  bug('nonce-as-number', 'nonces are compared as doubles, so that neighbours above 2^53 are the same', [
    edit(TRACKER, 'if (!isBelow(slots.lastNonces, slot, nonce)) {', 'if (Number(nonce) <= Number(slots.lastNonces[slot])) {'),
  ]),
  bug('wrap-uncounted', 'a nonce that starts over is not counted', [
    edit(TRACKER, 'bump(inside.counters, TRACKER_COUNTER.nonceWraps);', ''),
  ]),
  bug('taken-counter-stays', 'a counter that was taken goes on from its old value', [
    edit('src/tracker/counters.js', 'counters[at] = 0n;', ''),
  ]),
  bug('looks-up-eightfold', 'each beat looks its pid up eight times', [
    before(TRACKER, 'const slot = this.#index.get(pid);', 'for (let again = 1; again < 8; again++) this.#index.get(pid);'),
  ]),
  bug('lookup-of-large-pid-throws', 'to ask for the origin of one of the largest pids throws', [
    after(TRACKER, 'originOf(pid) {', "if (pid > 0xffff_ff00) throw new RangeError('too large');"),
  ]),
  bug('restart-without-stall', 'a nonce that starts over begins a new life although the pid is not stalled', [
    edit(TRACKER, 'if (slots.stallEmitted[slot] === 0 || rules', 'if (rules'),
  ]),
  bug('restart-of-anyone', 'a stalled pid may begin a new life over any origin, whatever the option says', [
    edit(TRACKER, ' || rules.restartOrigins[originNumber] === 0)', ')'),
  ]),
  bug('generation-ignored', 'a beat of a later process with the same pid is judged by its nonce alone', [
    edit(TRACKER, 'if (rules.pinGeneration && isOtherGeneration(slots, slot, generation)) {', 'if (false) {'),
  ]),
  bug('older-generation-accepted', 'a beat of an earlier process with the same pid begins a new life', [
    edit(KNOWN, 'if (!isEntryBelow(slots.generations, slot, generation))', 'if (false)'),
  ]),
  bug('takeover-by-weaker-origin', 'any other origin takes a slot over, where only a stronger one may', [
    edit(KNOWN, ' || ORIGIN_STRENGTH[origin] < ORIGIN_STRENGTH[slots.origins[slot]]', ''),
  ]),
  bug('terminal-nonce-left-behind', 'a last word leaves its nonce in the slot, so that no regular beat follows it', [
    edit(
      KNOWN,
      'slots.terminalSeen[slot] = 1;\n    learnSender',
      'slots.terminalSeen[slot] = 1; slots.lastNonces[slot] = TERMINAL_NONCE;\n    learnSender',
    ),
  ]),
  bug('last-word-again-and-again', 'every terminal frame counts as a last word, not the first alone', [
    edit(KNOWN, 'if (slots.terminalSeen[slot] === 1)', 'if (false)'),
  ]),
  bug(
    'drain-never-ends',
    'a drain hands out the first silent slot again and again',
    [edit(TRACKER, 'slots, slot + 1, length', 'slots, slot, length'), edit(SLOTS, 'flag === ANY ||', 'flag !== FLAGS.set ||')],
    { crashesProcess: true },
  ),
  bug('drain-throws', 'a drain throws where it should hand out stalls', [
    after(TRACKER, 'drainStalledSlots(nowNs, thresholdNs, visit) {', "throw new Error('planted');"),
  ]),
  bug('evictions-no-bigint', 'the counter of evictions is handed out as a number, not as a bigint', [
    after(TRACKER, 'takeEvictions() {', 'return 0;'),
  ]),
  bug('wrap-distance-doubled', 'a nonce may start over from twice as far below the top', [
    edit(KNOWN, 'export const NONCE_WRAP_THRESHOLD = 1048576n;', 'export const NONCE_WRAP_THRESHOLD = 2097152n;'),
  ]),
];
