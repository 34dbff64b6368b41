import { after, before, bug, edit, type Mutant } from './mutant.ts';

const TRACKER = 'src/tracker/tracker.js';
const MODEL_TRACKER = 'sim/oracle/model/tracker.js';
const NEW_PID = 'src/tracker/new-pid.js';
const OBSERVER = 'src/observer/observer.js';
const MODEL_OBSERVER = 'sim/oracle/model/observer.js';
const KNOWN = 'src/tracker/known-pid.js';

/** Bugs that the model shares with the source: comparing them finds nothing, so a rule must. */
export const COMMON_MODE_MUTANTS: readonly Mutant[] = [
  bug('both-stall-after-threshold', 'a silence of exactly the threshold is no stall', [
    edit(
      TRACKER,
      'const latestNs = thresholdNs === 0n ? U64_MAX : BigInt.asUintN(64, nowNs - thresholdNs);',
      'const latestNs = thresholdNs === 0n ? U64_MAX : nowNs === thresholdNs ? 0n : BigInt.asUintN(64, nowNs - thresholdNs - 1n);',
    ),
    edit(
      MODEL_TRACKER,
      'if (slot.stalled)\n                continue;',
      'if (slot.stalled || slot.last === since)\n                continue;',
    ),
  ]),
  bug('both-wrap-one-further', 'a nonce may start over at 2^20 itself', [
    edit(TRACKER, '|| nonce >= NONCE_WRAP_THRESHOLD)', '|| nonce > NONCE_WRAP_THRESHOLD)'),
    edit(MODEL_TRACKER, 'nonce < WRAP_DISTANCE', 'nonce <= WRAP_DISTANCE'),
  ]),
  bug('both-stall-the-young', 'before the first threshold has passed the time of silence wraps below zero', [
    edit(TRACKER, 'if (nowNs < thresholdNs)', 'if (false)'),
    edit(MODEL_TRACKER, 'if (now < threshold)', 'if (false)'),
  ]),
  bug('both-refuse-a-skip', 'a nonce that skips exactly one is out of order', [
    before(TRACKER, 'if (!isBelow(slots.lastNonces, slot, nonce)) {', "if (nonce === slots.lastNonces[slot] + 2n) return 'out-of-order';"),
    before(MODEL_TRACKER, 'const step = judgeNonce(slot.nonce, beat.nonce);', "if (beat.nonce === slot.nonce + 2n) return 'out-of-order';"),
  ]),
  bug('both-evict-unstalled', 'strict may evict whoever is silent for long enough, stalled or not', [
    edit('src/tracker/eviction.js', 'stalledOnly ? FLAGS.set : FLAGS.any', 'FLAGS.any'),
    edit(MODEL_TRACKER, 'if (flaggedOnly && !this.slots[at].stalled)', 'if (false)'),
  ]),
  bug('both-refresh-on-refusal', 'a beat that is refused for its nonce still shows that its pid is alive', [
    edit(TRACKER, "                return 'out-of-order';", "{ slots.lastBeatNs[slot] = nowNs; return 'out-of-order'; }"),
    before(
      MODEL_TRACKER,
      "if (step === 'stale' && !",
      "if (step === 'stale' && !(slot.stalled && this.#believesRestart(slot.origin))) slot.last = now;",
    ),
  ]),
  bug('both-refuse-second-pass', 'balanced never evicts a pid whose stall did not come out', [
    edit(NEW_PID, "victim === NO_VICTIM && inside.options.evictionPolicy === 'balanced'", 'false'),
    edit(MODEL_TRACKER, "at === -1 && this.policy === 'balanced'", 'false'),
  ]),
  bug('both-lose-second-stall', 'of the stalls of one drain only the first comes out', [
    after(OBSERVER, 'const stall = this.#stalls.shift();', 'while (this.#stalls.length > 0) this.#stalls.shift();'),
    after(MODEL_OBSERVER, 'const stall = this.stallsPending.shift();', 'while (this.pending > 0) this.stallsPending.shift();'),
  ]),
  bug('both-refuse-large-pids', 'a pid of 2^29 or more is none', [
    edit('src/vlp/frame.js', 'if (pid <= 1)', 'if (pid <= 1 || pid >= 0x2000_0000)'),
    edit('sim/oracle/model/codec.js', 'if (pid < 2)', 'if (pid < 2 || pid >= 0x2000_0000)'),
  ]),
  bug('both-limit-tenfold', 'a pid may beat a tenth as often as it should', [
    after('src/observer/admission.js', '< this.#limits.perPidIntervalNs', '* 10n'),
    after(MODEL_OBSERVER, 'elapsed(now, slot.last) < this.#pidInterval', '* 10n'),
  ]),
  bug('both-drain-one-late', 'a drain is due after its interval instead of at it', [
    edit('src/observer/drain-schedule.js', '< this.#intervalNs)', '<= this.#intervalNs)'),
    edit(MODEL_OBSERVER, 'elapsed(now, this.lastDrain) >= this.options', 'elapsed(now, this.lastDrain) > this.options'),
  ]),
  bug('both-follow-the-clock-back', 'time runs backwards with the clock', [
    edit(
      'src/observer/monotonic-time.js',
      'this.#stepBack(readingNs);\n            return this.#nowNs;',
      'this.#stepBack(readingNs); this.#nowNs = readingNs;\n            return this.#nowNs;',
    ),
    edit(
      'sim/oracle/model/clock.js',
      'return this.#now;\n        }\n        const step',
      'this.#now = reading; return reading;\n        }\n        const step',
    ),
  ]),
  bug('both-double-the-burst', 'the common limit lets twice its burst pass at once', [
    before('src/observer/token-bucket.js', 'burst * MILLI_TOKENS_PER_FRAME', '2 *'),
    before('sim/oracle/model/token-bucket.js', 'burst * MILLI_PER_FRAME', '2 *'),
  ]),
  bug('both-uncount-large-pids', 'a datagram that is refused for its pid is not counted', [
    before(
      OBSERVER,
      'this.#count(listener, refusal);',
      "if (refusal === OUTCOME_CODE['pid-above-max']) this.#reads.add(listener, refusal); else",
    ),
    edit(MODEL_OBSERVER, "outcomes.add('pid-above-max');", ''),
  ]),
  bug('both-uncount-refusals', 'a refused frame is counted, but not under its reason', [
    edit(OBSERVER, 'bump(this.#counts.refusals, FRAME_REFUSALS.indexOf(frame));', ''),
    edit(MODEL_OBSERVER, 'this.refusals.add(frame);', ''),
  ]),
  bug('both-keep-first-evicted-pid', 'the first evicted pid is kept between takes, not the last', [
    edit(NEW_PID, 'state.lastEvictedPid = victimPid;', 'state.lastEvictedPid ??= victimPid;'),
    edit(MODEL_TRACKER, 'this.lastEvictedPid = victim.pid;', 'this.lastEvictedPid ??= victim.pid;'),
  ]),
  bug('both-forget-wraps-on-eviction', 'an eviction starts the count of nonces that started over anew', [
    after(NEW_PID, 'state.lastEvictedPid = victimPid;', 'counters[TRACKER_COUNTER.nonceWraps] = 0n;'),
    after(MODEL_TRACKER, 'this.lastEvictedPid = victim.pid;', 'this.counts.take("nonce_wraps");'),
  ]),
  // Either refusal has its ground in the ledger.
  bug(
    'both-namespace-before-origin',
    'a beat that contradicts both is refused for its namespace, not for its origin',
    [
      before(
        KNOWN,
        'bump(counters, TRACKER_COUNTER.originConflicts);',
        "if (nsInode !== null && slots.nsKnown[slot] === 1 && slots.nsInodes[slot] !== nsInode) { bump(counters, TRACKER_COUNTER.namespaceConflicts); return 'namespace-conflict'; }",
      ),
      after(
        MODEL_TRACKER,
        'if (origin !== slot.origin) {',
        "if (ns !== null && slot.ns !== null && ns !== slot.ns) { this.counts.add('namespace_conflicts'); return 'namespace-conflict'; }",
      ),
    ],
    { needsRecording: true },
  ),
  bug('both-touch-the-neighbour', 'a beat sets the namespace of the next slot, too', [
    edit(TRACKER, "return 'refreshed';", "{ if (slot + 1 < this.#state.length) slots.nsInodes[slot + 1] = 9n; return 'refreshed'; }"),
    before(
      MODEL_TRACKER,
      "return step === 'stale' ? 'restarted' : 'refreshed';",
      '{ const next = this.slots[this.slots.indexOf(slot) + 1]; if (next && next.ns !== null) next.ns = 9n; }',
    ),
  ]),
  bug('both-count-evictions-as-damage', 'an eviction counts as damage that was met', [
    after(NEW_PID, 'state.lastEvictedPid = victimPid;', 'bump(counters, TRACKER_COUNTER.invariantViolations);'),
    after(MODEL_TRACKER, 'this.lastEvictedPid = victim.pid;', "this.counts.add('invariant_violations');"),
  ]),
  bug('both-drop-the-terminal', 'a pid that sends a terminal frame gives its slot back if it is the last one', [
    edit(
      TRACKER,
      "forgetStall(inside, slot);\n        return 'refreshed';",
      "forgetStall(inside, slot); if (nonce === U64_MAX && slot === this.#state.length - 1) { this.#index.remove(pid); this.#state.length--; } return 'refreshed';",
    ),
    edit(
      KNOWN,
      "forgetStall(inside, slot);\n    return 'refreshed';",
      "forgetStall(inside, slot); if (slot === inside.state.length - 1) { inside.index.remove(slots.pids[slot]); inside.state.length--; } return 'refreshed';",
    ),
    after(
      MODEL_TRACKER,
      'slot.stalled = false;',
      'if (beat.nonce === U64_MAX && slot === this.slots.at(-1)) { this.index.remove(slot.pid); this.slots.pop(); }',
    ),
  ]),
  bug('both-insert-the-stalled', 'a beat that ends a stall is reported as the first of a new pid', [
    edit(
      TRACKER,
      "forgetStall(inside, slot);\n        return 'refreshed';",
      "const isEnd = slots.stallEmitted[slot] === 1; forgetStall(inside, slot); return isEnd ? 'inserted' : 'refreshed';",
    ),
    edit(
      MODEL_TRACKER,
      "this.#accept(slot, beat, now, ns, generation);\n        return step === 'stale'",
      "const isEnd = slot.stalled; this.#accept(slot, beat, now, ns, generation); return isEnd && step !== 'stale' ? 'inserted' : step === 'stale'",
    ),
  ]),
  bug('both-move-the-stalled', 'a stalled pid may come back over another origin', [
    before(TRACKER, 'if (slots.origins[slot] !== originNumber)', 'if (slots.stallEmitted[slot] === 1) slots.origins[slot] = originNumber;'),
    before(MODEL_TRACKER, 'if (this.isTakeover(slot, origin)) {', 'if (slot.stalled) slot.origin = origin;'),
  ]),
  bug('both-follow-the-stalled', 'a stalled pid may come back from another known namespace', [
    edit(
      TRACKER,
      '(nsInode === null || !holds(slots.nsInodes, slot, nsInode))',
      '(nsInode === null || (!holds(slots.nsInodes, slot, nsInode) && slots.stallEmitted[slot] === 0))',
    ),
    edit(KNOWN, 'nsInode !== null && slots.nsKnown[slot] === 0', 'nsInode !== null'),
    edit(MODEL_TRACKER, 'slot.ns ??= ns;', 'if (ns !== null) slot.ns = ns;'),
    edit(MODEL_TRACKER, 'slot.ns !== null && ns !== slot.ns', 'slot.ns !== null && (ns === null || (ns !== slot.ns && !slot.stalled))'),
  ]),
  bug('both-unflag-on-drain', 'a drain takes the flag from slots that have not been silent for its own threshold', [
    before(
      TRACKER,
      'let slot = firstSilent(',
      'for (let at = 0; at < length; at++) if (this.#slots.lastBeatNs[at] > latestNs) forgetStall(this.#inside, at);',
    ),
    before(
      MODEL_TRACKER,
      'for (let at = 0; at < this.slots.length; at++) {',
      'for (const slot of this.slots) if (slot.stalled && slot.last > since) { slot.stalled = false; this.stallCount -= 1; }',
    ),
  ]),
  bug('both-drain-backwards', 'a drain hands stalls out from the last slot to the first', [
    before(
      TRACKER,
      'const high = highWord(latestNs);',
      'const stalls = []; const handOut = visit; visit = (...stall) => stalls.unshift(stall);',
    ),
    after(TRACKER, 'slot + 1, length, high, low, FLAGS.clear);', 'if (slot >= length) for (const stall of stalls) handOut(...stall);'),
    edit(MODEL_TRACKER, 'stalls.push({', 'stalls.unshift({'),
  ]),
  bug('both-tell-no-namespace', 'a stall is told without the namespace of its slot', [
    edit(TRACKER, 'slots.nsKnown[slot] === 1 ? slots.nsInodes[slot] : null);', 'null);'),
    edit(MODEL_TRACKER, 'ns: slot.ns });', 'ns: null });'),
  ]),
  bug('both-count-ended-stalls', 'a stall that a beat ends stays in the count of stalls', [
    edit(KNOWN, 'if (state.stallCount > 0)\n        state.stallCount--;', ''),
    after(NEW_PID, 'state.lastEvictedPid = victimPid;', 'if (slots.stallEmitted[slot] === 1) state.stallCount--;'),
    edit(MODEL_TRACKER, 'if (slot.stalled)\n            this.stallCount', 'if (false)\n            this.stallCount'),
  ]),
  bug('both-count-evicted-stalls', 'a stall that is evicted stays in the count of stalls', [
    after(NEW_PID, 'state.lastEvictedPid = victimPid;', 'slots.stallEmitted[slot] = 0;'),
    edit(MODEL_TRACKER, 'if (victim.stalled)\n', 'if (false)\n'),
  ]),
  bug('both-silence-balanced', 'under balanced no stall comes out, as a slot may be given away without it', [
    before(OBSERVER, 'this.#stalls.push);', "this.#tracker.evictionPolicy === 'balanced' ? () => {} :"),
    before(MODEL_OBSERVER, 'this.stallsPending.push(stall);', "if (this.options.policy !== 'balanced')"),
  ]),
];
