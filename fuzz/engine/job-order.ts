import type { FileCoverageData } from 'istanbul-lib-coverage';
import type { Build } from './build.ts';
import type { Crash } from './crash.ts';
import type { InstrumentedCode } from './instrument.ts';

/** What one job is to do. */
export interface JobOrder {
  readonly build: Build;
  readonly code: InstrumentedCode;
  readonly target: string;
  /** Seed of all its draws. */
  readonly seed: string;
  /** Inputs to begin with, in their order. */
  readonly inputs: readonly Uint8Array[];
  /** Inputs to make beyond those; null for as many as there is time for. */
  readonly runsMax: number | null;
  readonly lengthMax: number;
  /** Whether it goes on after a crash. */
  readonly goesOn: boolean;
  /** Time that one input may take, milliseconds. */
  readonly timeoutMs: number;
  /** Memory that the process may take, MB. */
  readonly rssLimitMb: number;
}

/** Where a job stands. */
export interface JobStats {
  /** Inputs run, those to begin with included. */
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

/** Why a job ended. */
export type JobEnd =
  | { readonly kind: 'done'; readonly stats: JobStats; readonly coverage: Readonly<Record<string, FileCoverageData>> }
  /** The input is the one that ran when it happened; null if nobody knows. */
  | {
      readonly kind: 'died';
      readonly how: 'hang' | 'out-of-memory' | 'exit';
      readonly detail: string;
      readonly input: Uint8Array | null;
      readonly stats: JobStats | null;
    }
  /** The fuzzer is at fault, or the target cannot be loaded. */
  | { readonly kind: 'broken'; readonly reason: string };

/** What a job tells as it goes. */
export type JobNews =
  | { readonly kept: Uint8Array; readonly instead: Uint8Array | null }
  | { readonly crashed: Uint8Array; readonly crash: Crash; readonly execution: number }
  | { readonly stats: JobStats }
  /** An input that takes long: the last that is known should the process die. */
  | { readonly slow: Uint8Array }
  | { readonly end: JobEnd };

/** What a job is told: once its order, then inputs that others have found, and at last to stop. */
export type JobWord = { readonly order: JobOrder } | { readonly take: Uint8Array } | { readonly stop: true };
