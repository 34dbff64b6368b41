import type { Build } from './build.ts';
import type { ExitKind } from './crash.ts';
import type { InstrumentedBuild } from './instrument.ts';

/** What one job is to do. */
export interface JobOrder {
  readonly build: Build;
  readonly instrumented: InstrumentedBuild;
  readonly target: string;
  /** Seed of all its draws. */
  readonly seed: string;
  /** Inputs to begin with, in their order. */
  readonly inputs: readonly Uint8Array[];
  /** Inputs to make beyond those; null for as many as there is time for. */
  readonly runsMax: number | null;
  readonly lengthMax: number;
  /** Words to put into inputs beside those of the target. */
  readonly dictionary: readonly Uint8Array[];
  /** Whether it goes on after a crash. */
  readonly goesOn: boolean;
  /** Time that one input may take, milliseconds. */
  readonly timeoutMs: number;
  /** Memory that the process may take, MB. */
  readonly rssLimitMb: number;
}

/** Where a job stands. */
export interface JobStats {
  /** Inputs run, those to begin with included, also where what they reach was known. */
  readonly executions: number;
  /** Inputs in its corpus. */
  readonly corpus: number;
  /** Counters that were ever hit, of how many. */
  readonly covered: number;
  readonly counters: number;
  readonly features: number;
  /** Executions when the last input was kept. */
  readonly lastKept: number;
}

/** Where a job stands that has run nothing. */
export const NO_STATS: JobStats = { executions: 0, corpus: 0, covered: 0, counters: 0, features: 0, lastKept: 0 };

/** Why a job ended. */
export type JobEnd =
  | { readonly kind: 'done'; readonly stats: JobStats }
  /** The input is the one that ran when it happened; null if nobody knows. */
  | {
      readonly kind: 'died';
      readonly how: ExitKind;
      readonly detail: string;
      readonly input: Uint8Array | null;
      readonly stats: JobStats | null;
    }
  /** The fuzzer is at fault, or the target cannot be loaded. */
  | { readonly kind: 'broken'; readonly reason: string };
