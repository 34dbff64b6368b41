/** A way to die, and what is to be said of it. */
export interface Way {
  readonly name: string;
  /** Rule that the recorded run names. */
  readonly rule: string;
  /** Its judge, where that is not the one of all ways to die. */
  readonly judge?: string;
  /** Whether the same operations die again: not when the cause came from outside. */
  readonly isOurs: boolean;
}

/** An observer that does not get to its datagrams any more. */
export const POLLED_FOR_EVER = 'is polled for ever';

/** Every way to die that is tried: fourteen that are in the code under test, and one that comes from outside. */
export const WAYS: readonly Way[] = [
  { name: 'throws in record', rule: 'never-throws', isOurs: true },
  { name: 'throws what is no error', rule: 'never-throws', isOurs: true },
  { name: 'throws in poll', rule: 'never-throws', isOurs: true },
  { name: 'rejects a promise', rule: 'never-rejects', isOurs: true },
  { name: 'throws in a timer', rule: 'never-throws-later', isOurs: true },
  { name: 'exits with 0', rule: 'never-exits', isOurs: true },
  { name: 'exits with 7', rule: 'never-exits', isOurs: true },
  { name: 'aborts', rule: 'never-dies', isOurs: true },
  { name: POLLED_FOR_EVER, rule: 'poll-asks-everyone', judge: 'invariant', isOurs: true },
  { name: 'loops for ever', rule: 'never-hangs', isOurs: true },
  { name: 'allocates for ever', rule: 'never-runs-out-of-memory', isOurs: true },
  { name: 'fills buffers for ever', rule: 'never-runs-out-of-memory', isOurs: true },
  { name: 'sends itself SIGTERM', rule: 'never-dies', isOurs: true },
  { name: 'sends itself SIGKILL', rule: 'never-dies', isOurs: true },
  { name: 'is killed from outside', rule: 'never-breaks', isOurs: false },
];

/** Tells the planted code which way to die. */
export const WAY_VARIABLE = 'VARTA_SIM_RECORDED_WAY';
/** Names the file in which the planted code leaves the number of the process that is to be killed. */
export const VICTIM_VARIABLE = 'VARTA_SIM_RECORDED_VICTIM';
