/**
 * States that a campaign must have been in, each with what it means. A campaign that never got there has a broken
 * generator or a scenario too few: it fails. The order is fixed, the place of a goal is its number.
 */
export const GOALS = {
  'update-inserted': 'a new pid got a slot',
  'update-refreshed': 'a known pid beat again',
  'update-restarted': 'a known pid began a new life in its slot',
  'update-out-of-order': 'a nonce did not advance',
  'update-capacity-exceeded': 'a new pid found no slot, or no free cell in the index',
  'update-origin-conflict': 'a pid came over another origin',
  'update-namespace-conflict': 'a pid came from another namespace',
  'refusal-bad-length': 'a datagram was not 32 bytes long',
  'refusal-bad-magic': 'a frame had the wrong magic',
  'refusal-bad-version': 'a frame had the wrong version',
  'refusal-bad-crc': 'a frame was damaged on its way',
  'refusal-bad-status': 'a frame had an unknown status',
  'refusal-stall-on-wire': 'a frame claimed the status that only the observer may give',
  'refusal-bad-pid': 'a frame had pid 0 or 1',
  'refusal-bad-timestamp': 'a frame had the reserved timestamp',
  'refusal-bad-nonce': 'a frame had the terminal nonce without being critical',
  'gate-auth-failure': 'a frame claimed another pid than the kernel attests',
  'gate-pid-above-max': 'an unattested pid was above the limit',
  'gate-rate-limited-per-pid': 'a pid beat faster than it may',
  'gate-rate-limited-global': 'all pids together beat faster than they may',
  'gate-namespace-mismatch': 'an agent of another namespace than the observer’s was refused',
  'table-full': 'every slot was taken',
  'table-empty-capacity': 'a pid came to a tracker without slots',
  'evicted-stalled': 'the pass over stalled slots found a victim',
  'evicted-any': 'the pass over all slots found a victim',
  'evicted-unsurfaced': 'balanced evicted a pid whose stall never came out',
  'scan-fast-bail': 'a full table without a stall refused without reading a slot',
  'scan-truncated': 'a pass ended at its window without a victim',
  'scan-two-passes': 'one beat read two windows',
  'scan-cursor-wrapped': 'the scan cursor came round',
  'silence-at-ten-thresholds': 'a slot was refused as victim at exactly ten thresholds of silence',
  'eviction-rolled-back': 'a victim was put back because the new pid found no cell',
  'probe-exhausted': 'a probe path had no free cell',
  'probe-full-length': 'a lookup went the whole 64 cells',
  'tombstone-left': 'a removal had to leave a tombstone',
  'tombstone-reused': 'an insert took the place of a tombstone',
  'tombstone-reclaimed': 'a removal emptied older tombstones',
  'nonce-wrapped': 'a nonce started over',
  'nonce-terminal': 'a terminal frame was accepted',
  'nonce-regular-critical': 'a critical frame with an ordinary nonce was accepted',
  'namespace-learned': 'an unknown namespace became known',
  'namespace-lost': 'a known namespace was refused for being unknown',
  'stall-surfaced': 'a stall came out',
  'stall-at-threshold': 'a slot was flagged as stalled at exactly the threshold',
  'stall-ended-by-beat': 'a stalled pid beat again',
  'stall-surfaced-twice': 'a pid stalled a second time, in a second silence',
  'stalls-pending': 'more than one stall waited for its poll',
  'traffic-behind-stalls': 'datagrams waited while stalls came out',
  'poll-read-several': 'one poll read from more than one listener',
  'clock-regressed': 'the clock ran backwards',
  'observer-not-scheduled': 'the observer was not scheduled for a while, and datagrams went on arriving',
  'host-suspended': 'the host slept, and with it the agents on it',
  'observer-restarted': 'the observer was started again with an empty table',
  'agents-in-step': 'agents beat at one moment',
  'last-words-at-once': 'an agent sent a terminal frame right behind a beat, its namespace already unreadable',
  'observer-paused': 'the clock went on by more than the longest step from one poll to the next',
  'clock-jumped': 'the clock jumped forward by more than 5 s',
  'clock-frozen': 'the clock stood still between polls of different datagrams',
  'time-above-2^63': 'the time was in the upper half of u64',
  'threshold-saturated': 'ten thresholds did not fit into u64',
  'metrics-read': 'the metrics were read',
  settled: 'liveness was checked after the faults had stopped',
  'link-lost': 'a link lost a datagram',
  'link-delayed': 'a link delayed a datagram',
  'link-reordered': 'a datagram overtook another',
  'link-duplicated': 'a link delivered a datagram twice',
  'link-corrupted': 'a link flipped a bit',
  'link-truncated': 'a link cut a datagram short',
  'link-partitioned': 'a partition swallowed a datagram',
  'link-healed': 'a partition ended',
  'link-burst': 'a link held datagrams back and let them go at once',
  'queue-overflowed': 'a listener’s queue was full',
  'agent-degraded': 'an agent reported itself degraded',
  'agent-hung': 'an agent hung',
  'agent-recovered': 'an agent that hung beat again',
  'agent-crashed': 'an agent died without a word',
  'agent-panicked': 'an agent died with a terminal frame',
  'agent-restarted-same-pid': 'an agent came back under its old pid',
  'agent-restarted-new-pid': 'an agent came back under a new pid',
  'agent-changed-namespace': 'an agent moved to another namespace',
  'supervisor-restarted': 'the supervisor restarted an agent that was reported as stalled',
  'attack-pid-rotation': 'an attacker beat under ever new pids',
  'attack-origin-spoof': 'an attacker beat for another pid over a transport of its own',
  'attack-namespace-collision': 'an attacker beat under a pid of another container',
  'attack-replay': 'an attacker sent captured frames again',
  'attack-index-collision': 'an attacker chose pids that share one home cell',
  'attack-malformed': 'an attacker sent frames that are none',
  'attack-pid-forgery': 'an attacker claimed a pid that the kernel contradicts',
  'socket-bound': 'a UDP listener was opened',
  'socket-reopened': 'a UDP listener was opened once more',
  'socket-bind-failed': 'the socket of a UDP listener could not be bound',
  'socket-error': 'an open socket reported an error',
  'socket-called-late': 'a socket that a UDP listener had closed called back',
  'closed-with-waiting': 'a UDP listener was closed while datagrams waited in it',
  'ring-overflowed': 'a UDP listener dropped a datagram because too many waited',
  'kernel-dropped': 'the kernel dropped datagrams for a UDP listener and told so',
  'buffer-untold': 'a kernel did not tell the receive buffer of a socket',
  'datagram-cut': 'a UDP listener was handed a datagram longer than what it keeps',
  'text-escaped': 'a label value had characters that the text format must escape',
  'text-refused': 'a name could not be written in the text format',
  'large-table-full': 'a table of 2,048 slots or more was full',
  'home-full-in-open-table': 'a pid found its 64 cells taken while the table had free slots',
  'newcomer-after-eviction': 'a new pid was refused in a large table that had evicted before',
  'count-past-2^32': 'a copy went on counting beyond 32 or 53 bits',
  'count-full': 'a copy went on counting at the end of u64',
  'queue-above-1024': 'more than 1,024 stalls waited for their polls',
  'frame-written': 'a frame was written',
  'frame-read': 'a frame was read by itself, and taken',
  'frame-refused': 'bytes were read by themselves, and are no frame',
  'polled-slowly': 'the observer’s loop ran more rarely for a while',
  'polled-in-burst': 'the observer’s loop polled more than once at one tick',
  'clock-misread': 'one reading of the clock was wrong, and the next ones were sound',
  'clock-stood-in-sleep': 'the clock stood still while the host slept',
} as const;

/** The name of a goal. */
export type Goal = keyof typeof GOALS;

/** All goals, in their order. */
export const GOAL_NAMES = Object.keys(GOALS) as Goal[];

/** The number of each goal. */
export const GOAL_NUMBER = Object.fromEntries(GOAL_NAMES.map((name, number) => [name, number])) as Readonly<Record<Goal, number>>;

const NEVER_REACHED: readonly number[] = GOAL_NAMES.map(() => 0);

/** How often each goal was reached. */
export class GoalCounts {
  /** By number. A copy is made in less than half of the time of filling a new list, and in a tenth of that of a typed array. */
  readonly counts: number[] = NEVER_REACHED.slice();

  /** Counts one arrival at the goal with this number. O(1). */
  hit(number: number): void {
    this.counts[number]++;
  }

  /** Adds another run's counts. O(goals). */
  add(other: ArrayLike<number>): void {
    for (let number = 0; number < this.counts.length; number++) this.counts[number] += other[number];
  }

  /** Goals that were never reached. O(goals). */
  get missing(): Goal[] {
    return GOAL_NAMES.filter((_, number) => this.counts[number] === 0);
  }

  /** Goals that were reached at least once. O(goals). */
  get reached(): number {
    return GOAL_NAMES.length - this.missing.length;
  }
}
