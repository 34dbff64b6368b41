import type { FeatureListener } from '../feature.ts';
import type { Features } from './features.ts';
import type { FuzzLoop } from './fuzz-loop.ts';
import type { KnownFeatures, ReportedValue } from './known-features.ts';

/** Starts a loop with a corpus: an input whose features are known need not run, and comes to the same. */
export class CorpusStart {
  readonly #loop: FuzzLoop;
  readonly #features: Features;
  readonly #known: KnownFeatures;
  /** What the input that runs has reported, by name and value. */
  readonly #reports = new Map<string, ReportedValue>();

  constructor(loop: FuzzLoop, features: Features, known: KnownFeatures) {
    this.#loop = loop;
    this.#features = features;
    this.#known = known;
  }

  /** Takes what the target reports, for the features and for what will be known. */
  readonly report: FeatureListener = (name, value) => {
    this.#features.report(name, value);
    this.#reports.set(`${value} ${name}`, [name, value]);
  };

  /** Takes an input as if nothing were known, and learns what it reaches. */
  run(input: Buffer): void {
    this.#reports.clear();
    const reached = this.#loop.run(input);
    if (reached === null) return;
    const features = reached.filter((feature) => !this.#features.isReported(feature));
    this.#known.learn(input, { features, reports: [...this.#reports.values()] });
  }

  /** Takes an input without running it if what it reaches is known; false if it is not. */
  takeKnown(input: Buffer): boolean {
    const known = this.#known.of(input);
    if (known === null) return false;
    for (const [name, value] of known.reports) this.#features.report(name, value);
    this.#loop.takeKnown(input, [...known.features, ...this.#features.read()]);
    return true;
  }

  /** Has an input run again at the next start. */
  forget(input: Uint8Array): void {
    this.#known.forget(input);
  }

  /** Keeps what was learned for the next start. */
  async save(): Promise<void> {
    await this.#known.save();
  }
}
