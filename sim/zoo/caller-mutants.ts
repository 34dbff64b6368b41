import { bug, edit, type Mutant } from './mutant.ts';

const OBSERVER = 'src/observer/observer.js';
const OBSERVER_OPTIONS = 'src/observer/options.js';
const TRACKER_OPTIONS = 'src/tracker/tracker-options.js';

/** Bugs about what callers give: options at their ends, that are left out or unknown, and arguments beyond their ranges. */
export const CALLER_MUTANTS: readonly Mutant[] = [
  bug('unknown-option-taken', 'a tracker takes an option that there is not', [
    edit(TRACKER_OPTIONS, 'checkOptionNames(action, options, TRACKER_OPTION_NAMES);', ''),
  ]),
  bug('undefined-is-given', 'an option of the tracker that is undefined takes the place of the observer’s own default', [
    edit(
      OBSERVER_OPTIONS,
      "{ restartAfterStall = 'attested', pinGeneration = true, originTakeover = true, lastWords = true } = options;",
      "{ restartAfterStall, pinGeneration, originTakeover, lastWords } = { restartAfterStall: 'attested', pinGeneration: true, originTakeover: true, lastWords: true, ...options };",
    ),
  ]),
  bug('largest-number-refused', 'the largest number that an option may be is refused', [
    edit('src/check.js', 'value <= max', '(value < max || min === max)'),
  ]),
  bug('tight-rate-rounded-down', 'a limit per pid that is one too tight for the threshold is taken', [
    edit(OBSERVER_OPTIONS, '2n * BigInt(NS_PER_SECOND) + thresholdNs - 1n', '2n * BigInt(NS_PER_SECOND)'),
  ]),
  bug('catch-up-default-doubled', 'an observer that is told nothing of it reads on for half a threshold before it looks for stalls', [
    edit(OBSERVER_OPTIONS, 'catchUpNs = thresholdNs / 4n', 'catchUpNs = thresholdNs / 2n'),
  ]),
  bug('largest-pid-zero-is-none', 'an observer that takes no pid without attestation takes all', [
    edit(OBSERVER_OPTIONS, '        pidMax,\n        nsInode,', '        pidMax: pidMax || U32_MAX,\n        nsInode,'),
  ]),
  bug('key-zero-is-none', 'an index whose key is 0 is placed as without a key', [
    edit(TRACKER_OPTIONS, '        indexKey,\n    };', '        indexKey: indexKey || null,\n    };'),
  ]),
  bug('burst-zero-admits-nothing', 'a common limit without a burst lets nothing through, where it is no limit', [
    edit('src/observer/token-bucket.js', 'this.#rate === 0 || this.#capacity === 0', 'this.#rate === 0'),
  ]),
  bug('clock-without-now-taken', 'an observer takes a clock that nobody can read', [
    edit(OBSERVER, "if (typeof clock?.now !== 'function')", 'if (false)'),
  ]),
  bug('listeners-without-receive-taken', 'an observer takes what nobody can ask for a datagram for a listener', [
    edit(OBSERVER, 'if (!areListeners(listeners))', 'if (false)'),
  ]),
  bug('listeners-not-copied', 'an observer asks listeners that are added to its list later', [
    edit(OBSERVER, 'this.#listeners = [...listeners];', 'this.#listeners = listeners;'),
  ]),
  bug('third-time-unchecked', 'a beat is recorded with a threshold that is no u64', [edit('src/u64.js', ' && z === c', '')]),
  bug('peer-zero-is-nobody', 'a datagram for whose sender the kernel names no pid passes for one that nobody attests', [
    edit(OBSERVER, 'if (peerPid !== null && peerPid !== pid)', 'if (peerPid && peerPid !== pid)'),
  ]),
];
