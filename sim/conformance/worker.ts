import { UsageError } from '../data/command-line/usage-error.ts';
import type { Refusal } from '../data/ops/refusal.ts';
import { serveTasks, writeLine } from '../process/in-child.ts';
import { openTracker } from '../subject/foreign/open-tracker.ts';
import type { TrackerConnection } from '../subject/foreign/tracker-connection.ts';
import { resolveScenarios, type ScenarioRef } from '../world/run-settings.ts';
import { conform, reportBefore, type ConformanceReport, type ConformOptions } from './conform.ts';

// Opens one tracker, asks it all, and writes before each check a line "next" with what is asked and the report so far.

/** What to ask which tracker. */
export interface ConformTask extends Omit<ConformOptions, 'scenarios' | 'clauses' | 'onNext'> {
  /** As `--tracker` has it. */
  readonly spec: string;
  readonly scenarios: readonly ScenarioRef[];
}

/** What is asked next, and what is known by then. */
export interface Next {
  readonly next: string;
  readonly soFar: ConformanceReport;
}

let opened: { readonly connection: TrackerConnection; readonly options: ConformOptions } | null = null;

/** Opens the tracker. The report before anything was asked; a refusal of one that will not do. */
async function open({ spec, scenarios, ...options }: ConformTask): Promise<ConformanceReport | Refusal> {
  try {
    opened = { connection: await openTracker(spec), options: { ...options, scenarios: await resolveScenarios(scenarios) } };
    return reportBefore(opened.connection, opened.options);
  } catch (error) {
    if (error instanceof UsageError) return { refused: error.message };
    throw error;
  }
}

/** Asks the tracker that was opened. */
function ask(): ConformanceReport {
  if (opened === null) throw new Error('no tracker was opened');
  const onNext = (next: string, soFar: () => ConformanceReport): void =>
    writeLine('next', JSON.stringify({ next, soFar: soFar() } satisfies Next));
  return conform(opened.connection, { ...opened.options, onNext });
}

const tasks = { open, ask };

/** What a process that asks a tracker serves. */
export type ConformTasks = typeof tasks;

serveTasks(tasks);
