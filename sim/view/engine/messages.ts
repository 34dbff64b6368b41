import type { PackedTrace } from '../packed-trace.ts';
import type { Edit } from './branch.ts';
import type { RunFacts, StepFactsShown } from './loaded-run.ts';
import type { ScenarioSource } from './scenario-source.ts';
import type { ColumnData } from './step-columns.ts';
import type { Reason } from './reasons.ts';
import type { WhyTarget } from './why.ts';

/** A run as the page gets it. */
export interface RunData {
  /** Its number, by which it is asked for. */
  readonly run: number;
  readonly facts: RunFacts;
  readonly columns: ColumnData;
}

/** Where two runs part. */
export interface Alignment {
  /** Operations that are the same in both. */
  readonly same: number;
  readonly left: readonly AlignedStep[];
  readonly right: readonly AlignedStep[];
}

/** One step of an alignment. */
export interface AlignedStep {
  readonly step: number;
  readonly text: string;
}

/** What can be asked of the worker, and what it answers. */
export interface Requests {
  readonly loadTrace: { readonly ask: { readonly packed: PackedTrace }; readonly answer: RunData };
  readonly loadText: { readonly ask: { readonly text: string; readonly name: string }; readonly answer: RunData };
  readonly loadScenario: { readonly ask: ScenarioSource; readonly answer: RunData };
  readonly branch: { readonly ask: { readonly run: number; readonly edits: readonly Edit[] }; readonly answer: RunData };
  readonly at: { readonly ask: { readonly run: number; readonly step: number }; readonly answer: StepFactsShown };
  /** Operations in words; with what came of each where that is asked for, which takes as long as going there. */
  readonly sentences: {
    readonly ask: { readonly run: number; readonly steps: readonly number[]; readonly withOutcome: boolean };
    readonly answer: readonly string[];
  };
  readonly why: {
    readonly ask: { readonly run: number; readonly step: number; readonly target: WhyTarget };
    readonly answer: readonly Reason[];
  };
  readonly search: { readonly ask: { readonly run: number; readonly query: string }; readonly answer: readonly number[] };
  readonly align: { readonly ask: { readonly left: number; readonly right: number }; readonly answer: Alignment };
  readonly trace: {
    readonly ask: { readonly run: number; readonly from: number; readonly to: number; readonly whole: boolean };
    readonly answer: string;
  };
  readonly chrome: { readonly ask: { readonly run: number; readonly from: number; readonly to: number }; readonly answer: string };
}

/** The kind of a request. */
export type RequestKind = keyof Requests;

/** A request as it is posted. */
export interface Asked<K extends RequestKind = RequestKind> {
  readonly id: number;
  readonly kind: K;
  readonly ask: Requests[K]['ask'];
}

/** What the worker posts: an answer, why there is none, or how far it has come. */
export type Posted =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly refused: string }
  | { readonly id: number; readonly done: number };
