/** The environment variable by which a test file knows that it is to fuzz, and how. */
const VARIABLE = 'VARTA_SIM_FUZZ';

/** How the targets of a test file are fuzzed. */
export interface FuzzSettings {
  readonly seed: string;
  /** Time for each target, milliseconds; null for no bound. */
  readonly timeMs: number | null;
  /** Inputs to make for each target; null for no bound. */
  readonly runsMax: number | null;
  /** Time for one input, milliseconds. */
  readonly timeoutMs: number;
  /** Whether inputs that reach something new are added to the corpus. */
  readonly grows: boolean;
}

/** How this process is to fuzz; null where it is to replay corpora alone. */
export function fuzzSettings(): FuzzSettings | null {
  const text = process.env[VARIABLE];
  return text === undefined ? null : (JSON.parse(text) as FuzzSettings);
}

/** Has the processes that this one starts fuzz. */
export function announceFuzzing(settings: FuzzSettings): void {
  process.env[VARIABLE] = JSON.stringify(settings);
}
