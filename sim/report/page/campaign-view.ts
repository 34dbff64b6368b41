import type { CampaignJson } from '../campaign-json.ts';

/** What was not run, or not judged. */
export interface Skipped {
  readonly what: string;
  readonly count: number;
  readonly why: string;
}

/** A campaign as a page shows it. */
export interface CampaignView {
  readonly json: CampaignJson;
  /** How long it took, milliseconds; null where nobody knows. */
  readonly elapsedMs: number | null;
  /** How long each run took, milliseconds, by runKey; empty where nobody knows. */
  readonly runMs: ReadonlyMap<string, number>;
  /** What was not run, or not judged, beside what the result itself tells. */
  readonly skipped: readonly Skipped[];
  /** By the signature of a finding: the page that shows its run, as a link from this page. */
  readonly runPages: ReadonlyMap<string, string>;
}
