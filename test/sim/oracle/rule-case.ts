import type { Judge } from '../../../sim/oracle/finding.ts';
import type { CheckLevel } from '../../../sim/oracle/oracle.ts';
import type { Production } from '../../../sim/subject/production.ts';
import type { Step } from './steps.ts';

/** A fault that is planted, and steps that bring it to light. */
export interface Fault {
  /** What is wrong, as the end of a sentence that begins with "raises its finding on". */
  readonly what: string;
  readonly play: readonly Step[];
  readonly production?: Production;
  /** Under which the rule alone sees it. Default `cheap`. */
  readonly check?: CheckLevel;
  /** The rule that speaks first where none is left out, if it is another, and why. */
  readonly first?: readonly [rule: string, why: string];
}

export function fault(what: string, play: readonly Step[], more: Omit<Fault, 'what' | 'play'> = {}): Fault {
  return { what, play, ...more };
}

/** A rule with what breaks it, and with what comes as close to that as is lawful. */
export interface RuleCase {
  readonly rule: string;
  /** Default `invariant`. */
  readonly judge?: Judge;
  readonly faults: readonly Fault[];
  /** Why the lawful sequence is close to a fault. */
  readonly lawful: string;
  readonly keep: readonly Step[];
}
