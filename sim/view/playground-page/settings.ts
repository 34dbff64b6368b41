import type { TrackerConnection } from '../../subject/foreign/tracker-connection.ts';

/** What the page is given when it is built. */
export interface PlaygroundParts {
  readonly scenarios: readonly { readonly name: string; readonly claim: string }[];
  /** The published behaviour. */
  readonly published: TrackerConnection;
  /** By file name: texts of the traces of the tour. */
  readonly traces: Readonly<Record<string, string>>;
}

/** What a visitor has set. */
export interface Settings {
  readonly scenario: string;
  readonly seed: string;
  /** Null leaves it to the seed. */
  readonly capacity: number | null;
  readonly window: number | null;
  readonly policy: 'strict' | 'balanced' | null;
  readonly seconds: number | null;
  readonly isPublished: boolean;
  readonly trace: string | null;
}

/** What a run of one's own begins with. */
export const FREE: Settings = {
  scenario: 'steady-fleet',
  seed: '1',
  capacity: null,
  window: null,
  policy: null,
  seconds: null,
  isPublished: false,
  trace: null,
};
