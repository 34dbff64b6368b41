/** One stop of the tour. */
export interface Stop {
  readonly title: string;
  readonly text: readonly string[];
  /** The trace that is run, by the name of its file in the corpus; null where a scenario is run. */
  readonly trace: string | null;
  readonly scenario: string;
  readonly seed: string;
  /** Whether the published behaviour follows. */
  readonly isPublished: boolean;
}

/** Three findings, from the smallest on. */
export const TOUR: readonly Stop[] = [
  {
    title: 'An index that wedges',
    text: [
      'A table of one slot. Pid 2 beats, falls silent, is reported, and makes room for pid 4; later pid 4 makes room for another.',
      'The published tracker 0.2.0 never gave the cell of a removed pid back. After two removals its index has no free cell: it refuses the third pid, and every pid after it, for good.',
      'Step on: the run stops at the first reply that differs.',
    ],
    trace: 'd1-index-never-wedges.ndjson',
    scenario: '',
    seed: '',
    isPublished: true,
  },
  {
    title: 'A refused beat that pins a namespace',
    text: [
      'Pid 7 beats without a known namespace. Then a beat with an old nonce comes in its name, from namespace 99. Both trackers refuse it.',
      'The published one has looked at the namespace before the nonce, and keeps it: from now on the real agent, whose namespace is another, is refused. One replayed datagram locks it out.',
      'A refused beat must change nothing: that is a rule here.',
    ],
    trace: 'd3-refused-beat-pins-no-namespace.ndjson',
    scenario: '',
    seed: '',
    isPublished: true,
  },
  {
    title: 'A flood that cannot evict the living',
    text: [
      'Hundreds of new pids beat once each and are never heard of again. They fill every free slot, and then they are refused.',
      'Watch the counters: only who has been silent for more than ten thresholds gives way. The agents that beat keep their slots, however long the flood lasts.',
      'Now play on your own: put more pids in by hand, kill agents, stop the clock.',
    ],
    trace: null,
    scenario: 'flood-strict',
    seed: '1',
    isPublished: false,
  },
];
