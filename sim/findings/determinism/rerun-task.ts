import type { RunSettings } from '../../world/run-settings.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';

/** A run of a campaign to be told. */
interface RunRerun {
  readonly kind: 'run';
  readonly settings: RunSettings;
  /** Place in the settings' scenarios. */
  readonly scenario: number;
  readonly seed: string;
}

/** A replay of a trace file to be told. */
interface ReplayRerun {
  readonly kind: 'replay';
  /** From the root of the file system: the other process works in another folder. */
  readonly path: string;
  readonly check: CheckLevel;
}

/** A run that two processes are to make and tell. */
export type RerunTask = RunRerun | ReplayRerun;

/** What a process is asked to tell. */
export interface RerunOrder {
  readonly task: RerunTask;
  /** Whether it is the one in other surroundings, which has another past and pauses at other steps. */
  readonly isOther: boolean;
}
