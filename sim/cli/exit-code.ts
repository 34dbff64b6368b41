/** What the process says when it ends. */
export const EXIT = {
  ok: 0,
  /** A safety rule was broken. */
  safety: 10,
  /** A liveness rule was broken. */
  liveness: 11,
  /** The same seed gave two different runs. */
  nondeterminism: 12,
  /** The campaign never got where it should have been. */
  goals: 13,
  /** Interrupted, or out of time: nothing is known of what was left. */
  inconclusive: 14,
  /** The command line or a file that was named is wrong. */
  usage: 20,
  /** The harness itself broke. */
  internal: 70,
} as const;

/** See {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code for a finding of this judge. */
export function exitCodeOf(judge: string): ExitCode {
  switch (judge) {
    case 'liveness':
      return EXIT.liveness;
    case 'determinism':
      return EXIT.nondeterminism;
    case 'goals':
      return EXIT.goals;
    default:
      return EXIT.safety;
  }
}
