import { after, before, bug, edit, type Mutant } from './mutant.ts';

const OBSERVER = 'src/observer/observer.js';
const QUEUE = 'src/observer/stall-queue.js';
const ADMISSION = 'src/observer/admission.js';
const BUCKET = 'src/observer/token-bucket.js';
const TIME = 'src/observer/monotonic-time.js';

/** Bugs of the loop: its schedule, its gates and limits, what it surfaces, what it counts. */
export const OBSERVER_MUTANTS: readonly Mutant[] = [
  bug('drain-when-idle', 'stalls are drained only when no datagram was waiting', [
    edit(OBSERVER, 'if (this.#schedule.isOverdue(nowNs))', 'if (false)'),
  ]),
  bug('drain-one-late', 'a drain comes one nanosecond after its interval instead of at it', [
    edit('src/observer/drain-schedule.js', '< this.#intervalNs)', '<= this.#intervalNs)'),
  ]),
  bug('second-stall-lost', 'of several stalls that come up together only the first comes out', [
    after(OBSERVER, 'const stall = this.#stalls.shift();', 'while (this.#stalls.length > 0) this.#stalls.shift();'),
  ]),
  bug('pending-stalls-overwritten', 'each stall that is drained takes the place of the one that waits', [
    edit(QUEUE, 'const at = this.#tail++;', 'const at = 0; this.#tail = 1;'),
  ]),
  bug('stall-surfaced-twice', 'the last stall of a drain comes out a second time', [
    edit(
      QUEUE,
      'if (this.#head === this.#tail)\n            this.#head = this.#tail = 0;',
      'if (this.#head === this.#tail) { this.#again = !this.#again; if (this.#again) this.#head--; else this.#head = this.#tail = 0; }',
    ),
    after(QUEUE, '#head = 0;', '#again = false;'),
  ]),
  bug('drain-over-pending', 'stalls are drained again while others of the last drain still wait', [
    edit(OBSERVER, 'if (this.#stalls.length === 0)', 'if (this.#stalls.length < 2)'),
  ]),
  bug('stall-without-namespace', 'a stall does not tell the namespace of its pid', [
    edit(QUEUE, 'nsInode: this.#nsInodes[at],', 'nsInode: null,'),
  ]),
  bug('conflict-consumed', 'the event of a namespace conflict is consumed and dropped, and the loop reads on', [
    edit(
      OBSERVER,
      'this.#handle(datagram, listener, nowNs);\n            if (event !== null)',
      "this.#handle(datagram, listener, nowNs);\n            if (event !== null && event.kind !== 'namespace-conflict')",
    ),
  ]),
  bug('first-listener-first', 'each poll begins with the first listener, so that the others starve', [
    edit(OBSERVER, 'const listener = this.#loop.nextListener;', 'const listener = emptyInARow;'),
  ]),
  bug('next-listener-past-the-end', 'after the last listener a listener is asked that is not there', [
    edit(OBSERVER, 'listener + 1 === count ? 0 : listener + 1', 'listener + 1'),
  ]),
  bug('auth-unchecked', 'the pid that the kernel attests is not compared with the frame', [
    edit(OBSERVER, 'if (peerPid !== null && peerPid !== pid) {', 'if (false) {'),
  ]),
  bug('pid-limit-inclusive', 'the largest pid that is allowed without attestation is refused', [
    edit(ADMISSION, 'frame.pid > this.#limits.pidMax', 'frame.pid >= this.#limits.pidMax'),
  ]),
  bug('pid-limit-for-attested', 'the limit on pids holds for those that the kernel attests, too', [
    edit(ADMISSION, 'datagram.peerPid === null && frame.pid >', 'frame.pid >'),
  ]),
  bug('pid-rate-inclusive', 'a beat at exactly the shortest interval of its pid is refused', [
    edit(ADMISSION, '< this.#limits.perPidIntervalNs', '<= this.#limits.perPidIntervalNs'),
  ]),
  bug('limiter-behind-pid-limit', 'the common limit is not charged for beats that the limit per pid refuses', [
    edit(
      OBSERVER,
      'const hasPaid = this.#bucket.admit(nowNs);',
      "const early = decodeFrame(datagram.bytes); const hasPaid = (typeof early !== 'string' && this.#admission.check(early, datagram, true, nowNs) === OUTCOME_CODE['rate-limited-per-pid']) || this.#bucket.admit(nowNs);",
    ),
  ]),
  bug('namespace-before-limiter', 'the common limit is not charged for beats of another namespace than the observer’s', [
    edit(
      OBSERVER,
      'const hasPaid = this.#bucket.admit(nowNs);',
      'const own = this.limits.nsInode; const hasPaid = (own !== null && datagram.nsInode !== null && datagram.nsInode !== own && !this.limits.allowCrossNamespace) || this.#bucket.admit(nowNs);',
    ),
  ]),
  bug('own-namespace-unchecked', 'agents of other namespaces are accepted although they are not allowed', [
    edit(ADMISSION, 'nsInode !== own && !this.#limits.allowCrossNamespace', 'false'),
  ]),
  bug('cross-namespace-refused', 'agents of other namespaces are refused although they are allowed', [
    edit(ADMISSION, ' && !this.#limits.allowCrossNamespace', ''),
  ]),
  bug('remainder-lost', 'what is left of a refill below a thousandth of a frame is lost', [
    edit(BUCKET, 'this.#parts = parts % PARTS_PER_MILLI_TOKEN;', 'this.#parts = 0;'),
  ]),
  bug('refill-thousandfold', 'the common limit refills a thousand times too fast', [
    edit(BUCKET, 'const parts = elapsed * this.#rate', 'const parts = elapsed * 1000 * this.#rate'),
  ]),
  bug('refill-counted-twice', 'each refill of the common limit counts from the start again', [
    edit(BUCKET, 'this.#refilledNs = nowNs;', ''),
  ]),
  bug('burst-unbounded', 'the common limit saves up more than its burst', [
    edit(BUCKET, 'if (this.#milliTokens >= this.#capacity) {', 'if (false) {'),
  ]),
  bug('clock-not-clamped', 'time runs backwards with the clock', [
    edit(
      TIME,
      'this.#stepBack(readingNs);\n            return this.#nowNs;',
      'this.#stepBack(readingNs); this.#nowNs = readingNs;\n            return this.#nowNs;',
    ),
  ]),
  bug('first-reading-is-a-jump', 'the first reading of the clock counts as a jump', [
    after(TIME, 'this.#started = true;', 'if (readingNs > CLOCK_JUMP_NS) this.#forwardJumps = 1n;'),
  ]),
  bug('jump-inclusive', 'a step of exactly five seconds counts as a jump', [
    edit(TIME, '        if (stepNs > CLOCK_JUMP_NS)', '        if (stepNs >= CLOCK_JUMP_NS)'),
    edit(TIME, '|| stepNs > CLOCK_JUMP_NS', '|| stepNs >= CLOCK_JUMP_NS'),
  ]),
  bug('asks-the-system-clock', 'a poll asks the system for the time beside its own clock, and makes nothing of it', [
    before(OBSERVER, 'const reading = this.#clock.now();', 'Date.now();'),
  ]),
  bug('outcome-uncounted', 'a datagram that is refused for its pid is not counted', [
    before(
      OBSERVER,
      'this.#count(listener, refusal);',
      "if (refusal === OUTCOME_CODE['pid-above-max']) this.#reads.add(listener, refusal); else",
    ),
  ]),
  bug('refusals-under-one-name', 'every refused frame counts as one of the wrong length', [
    edit(OBSERVER, 'FRAME_REFUSALS.indexOf(frame)', '0'),
  ]),
  bug('beats-inherited', 'a new pid goes on counting from the beats of the pid that it evicted', [
    edit(OBSERVER, 'if (isNew) {', 'if (false) {'),
  ]),
  bug('totals-start-over', 'the total of evictions forgets what was reported before', [
    before(
      'src/observer/metrics.js',
      'saturatingAdd(this.#sums[at], takeFrom(tracker))',
      "name === 'varta_tracker_evicted_total' ? takeFrom(tracker) :",
    ),
  ]),
  bug('unpaid-garbage-surfaced', 'what is no good frame makes events beyond the common limit', [
    edit(OBSERVER, 'return hasPaid ? event : null;', 'return event;'),
  ]),
  bug('known-agent-pays', 'the due beats of a tracked agent do not pass when the common limit is used up', [
    edit(ADMISSION, ' && !(isOwn && this.#hasPinnedNamespace(slot, frame, datagram))', ''),
  ]),
  bug('last-word-limited', 'a last word does not pass the limit per pid', [
    edit(ADMISSION, ' && !(isOwn && this.#isFirstLastWord(slot, frame))', ''),
  ]),
  bug('takeover-limited', 'a stronger origin does not pass the limits to take a slot over', [
    edit(ADMISSION, 'return this.#tracker.originTakeover && isStronger', 'return false && isStronger'),
  ]),
  bug('out-of-order-again-and-again', 'every beat out of order makes an event, not the first one since an accepted beat alone', [
    edit(OBSERVER, 'if (this.#outOfOrderReported[slot] === 1)', 'if (false)'),
  ]),
  bug(
    'refused-frames-kept',
    'every refused frame is kept for ever, with much memory around it',
    [
      edit(
        OBSERVER,
        'FRAME_REFUSALS.indexOf(frame)',
        'FRAME_REFUSALS.indexOf(((this.limits.kept ??= []).push(new Array(4e6).fill(frame)), frame))',
      ),
    ],
    { crashesProcess: true },
  ),
  bug('turn-passes-on-datagrams', 'the turn of a listener passes only when it had a datagram', [
    edit(OBSERVER, 'this.#loop.nextListener = listener + 1 === count ? 0 : listener + 1;', ''),
    edit(OBSERVER, 'emptyInARow = 0;\n            if', 'this.#loop.nextListener = (listener + 1) % count; emptyInARow = 0; if'),
  ]),
];
