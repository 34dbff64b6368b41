import type { CampaignJson } from '../report/campaign-json.ts';
import type { FindingReport } from '../report/campaign-reports.ts';
import type { ExitCode } from '../report/exit-code.ts';
import type { JUnitCase } from '../report/junit.ts';

/** How the process of a stage ended, and its output. */
export interface StageEnd {
  /** Null if a signal ended it, or if it could not be started. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be started; null if it could. */
  readonly startFault: string | null;
  /** Whether it was ended because its time was over, or because the whole gate was ended. */
  readonly isCut: boolean;
  /** Whether that was because the whole gate was ended; default false. */
  readonly isStopped?: boolean;
  /** Standard output and standard error, as they came. */
  readonly output: string;
  readonly elapsedMs: number;
}

/** What a stage came to. */
export interface StageVerdict {
  readonly exit: ExitCode;
  /** What it did, in a few words. */
  readonly note: string;
  /** Single checks that passed and that failed, where the stage counts them. */
  readonly passed: number;
  readonly failed: number;
  /** One report for each thing that is wrong. */
  readonly reports: readonly FindingReport[];
  /** The checks that the stage names: those that passed, or all of them; one that failed may be a report with its `test` instead. */
  readonly cases?: readonly JUnitCase[];
  /** The result of a campaign, where the stage is one and left it. */
  readonly campaign?: CampaignJson;
}

/** One stage of the gate, as data: which script of the package it is, how long it may take, how to read what came of it. */
export interface Stage {
  readonly name: string;
  /** Longest time, in thousandths of the time for everything. */
  readonly sharePermille: number;
  /** Whether it keeps every core busy, or one. */
  readonly cores: 'one' | 'all';
  /** Whether it goes on until its time is spent, and is given all that is left; default false. */
  readonly fills?: boolean;
  /** Name of the stage without which this one can tell nothing: it is not begun where that one did not pass. */
  readonly needs?: string;
  /** The script of the package with its arguments. `softMs` is the time by which it should be done, `file` where it leaves its result. */
  readonly script: (softMs: number, file: string) => readonly string[];
  /** Reads what came of it. `result` is the text of its file; null if it left none. */
  readonly judge: (end: StageEnd, result: string | null) => StageVerdict;
}

/** What became of a stage in the course of the gate. */
export interface StageOutcome {
  readonly name: string;
  readonly budgetMs: number;
  readonly elapsedMs: number;
  /** The line to run it alone. */
  readonly line: string;
  readonly output: string;
  readonly verdict: StageVerdict;
}
