import type { OptionFileName } from '../../data/ops/observer-options.ts';
import type { ActionScript, Attack, ListenerScript } from '../script.ts';

/**
 * A scenario file as `schema.json` lets it pass, with the schema's defaults filled in. What may still be missing has a default
 * that depends on the rest of the file. Texts are of the right form, and yet to be read.
 */
export interface ScenarioForm {
  readonly name: string;
  readonly claim: string;
  readonly for: string;
  readonly observer: ObserverForm;
  readonly polling: { readonly tick?: string; readonly atArrival: boolean; readonly burst: number };
  readonly clock: { readonly start: string };
  readonly listeners: readonly ListenerForm[];
  readonly links?: readonly LinkForm[];
  readonly fleet: readonly FleetForm[];
  readonly attackers: readonly AttackerForm[];
  readonly supervisor: { readonly delay: string } | null;
  readonly timeline: readonly ActionForm[];
  readonly settle: { readonly calm: string; readonly networkIsSound: boolean } | null;
  readonly expect: readonly string[];
  readonly forbid: readonly string[];
  readonly reportedWithin?: string;
}

/** A duration for always the same, or two to draw between. */
export type SpanForm = string | { readonly min: string; readonly max: string };

/** The observer's options under their names in files: times and namespaces as texts. */
export type ObserverForm = { readonly [Name in OptionFileName]?: string | number | boolean | null };

/** Listeners that a file can name instead of describing. */
export type ListenerPreset = 'kernel' | 'udp' | 'operator' | 'plain';

export interface ListenerForm extends Partial<ListenerScript> {
  readonly preset: ListenerPreset;
  readonly queueMax: number;
}

export interface LinkForm {
  readonly name?: string;
  readonly listener?: string;
  readonly delay: SpanForm;
  readonly loss: string;
  readonly duplicate: string;
  readonly reorder?: string;
  readonly reorderBy?: string;
  readonly corrupt: string;
  readonly truncate: string;
  readonly burst?: string;
  readonly burstFor?: string;
}

export interface FleetForm {
  readonly name?: string;
  readonly count: number;
  readonly interval: string;
  readonly link?: string;
  readonly jitter: string;
  readonly driftPpm: number | { readonly min: number; readonly max: number };
  readonly start: string;
  readonly startWithin?: string;
  readonly firstPid?: number | null;
  readonly namespace: string | null;
  readonly firstNonce: string;
  readonly lifecycle: LifecycleForm;
  readonly mustBeHeard: boolean;
}

export interface LifecycleForm {
  readonly degrade: string;
  readonly hang?: string;
  readonly hangFor?: SpanForm;
  readonly crash: string;
  readonly panic: string;
  readonly restartAfter: SpanForm | null;
  readonly samePid: string;
  readonly changeNamespace: string;
}

export interface AttackerForm {
  readonly name?: string;
  readonly attack: Attack;
  readonly every: string;
  readonly link?: string;
  readonly start: string;
  readonly stop?: string;
  readonly burst: number;
  readonly namespace: string | null;
  readonly pidPool: number;
}

/** The keys of all actions; which of them belong together is for the schema to say. */
export interface ActionForm {
  readonly at: string;
  readonly do: ActionScript['do'];
  readonly fleet?: string;
  readonly count?: number;
  readonly namespace?: string | null;
  readonly nonce?: string;
  readonly link?: string;
  readonly by?: string;
  readonly for?: string;
  readonly every?: string;
  readonly clock?: 'stands' | 'runs';
}
