import type { RunSettings } from '../world/run-settings.ts';
import type { Shard } from './shard.ts';

/** What `run` was asked to do. */
export interface RunRequest {
  readonly settings: RunSettings;
  readonly seeds: readonly string[];
  /** The seeds of the whole campaign: those above and those of all other shards. */
  readonly allSeeds: readonly string[];
  /** Which shard of them these are; null for all. */
  readonly shard: Shard | null;
  readonly workers: number;
  readonly tracePath: string | null;
  readonly findingsFolder: string;
  readonly budgetMs: number | null;
  readonly timeoutMs: number;
  readonly isJson: boolean;
  readonly outPath: string | null;
  readonly junitPath: string | null;
  readonly htmlPath: string | null;
  /** File of one line for each campaign, to which this one is added. */
  readonly historyPath: string | null;
  readonly observationsPath: string | null;
  /** Whether it runs seed after seed until its budget is spent, which then is no fault. */
  readonly soaks: boolean;
  /** Every nth seed is run twice; 0 for none. */
  readonly rerunEvery: number;
  /** Whether findings are shrunk before they are saved. */
  readonly shrinks: boolean;
  /** Whether it ends with the first run in which something is found. */
  readonly failsFast: boolean;
  /** Whether this is the whole campaign, which must reach every goal. */
  readonly isWhole: boolean;
  /** The queue over which other machines make the runs; null for processes of this one. */
  readonly queue: QueueRequest | null;
}

/** How a campaign goes over a queue. */
export interface QueueRequest {
  /** Address of Redis. */
  readonly address: string;
  /** Runs of a chunk; null for as many as fit. */
  readonly chunkSize: number | null;
  /** How long there may be no queue before what is known is told, milliseconds. */
  readonly patienceMs: number;
}
