import type { Build } from '../../../fuzz/engine/build.ts';
import { corpusName } from '../../../fuzz/engine/corpus-folder.ts';
import { Features } from '../../../fuzz/engine/features.ts';
import { FuzzLoop } from '../../../fuzz/engine/fuzz-loop.ts';
import { instrument } from '../../../fuzz/engine/instrument.ts';
import { loadTarget } from '../../../fuzz/engine/load-target.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';

/** What came of a hunt. */
export interface Hunt {
  readonly executions: number;
  /** Name of all inputs that it kept. */
  readonly corpus: string;
  readonly kept: number;
  readonly covered: number;
  readonly features: number;
  /** What was found first; null if nothing was. */
  readonly signature: string | null;
}

/** What to hunt for. */
export interface HuntOrder {
  readonly target: string;
  readonly seed: string;
  /** Inputs to begin with. */
  readonly inputs: readonly Uint8Array[];
  /** Inputs to make beyond those. */
  readonly runsMax: number;
}

/** The default engine's loop in this very thread, without a watchdog. */
export async function hunt(build: Build, { target: name, seed, inputs, runsMax }: HuntOrder): Promise<Hunt> {
  const instrumented = await instrument(build, name);
  const { target, columns, onFeature } = await loadTarget(build, instrumented, name);
  const features = new Features(columns, instrumented.hits, instrumented.comparisons);
  onFeature((feature, value) => features.report(feature, value));
  const kept: Uint8Array[] = [];
  const signatures: string[] = [];
  const loop = new FuzzLoop({
    target,
    features,
    entropy: new SeededEntropy(seed, name),
    lengthMax: target.lengthMax,
    listener: { begin: () => {}, keep: (input) => kept.push(input), crash: (_input, crash) => signatures.push(crash.signature) },
  });
  for (const input of inputs) loop.run(Buffer.from(input));
  for (let run = 0; run < runsMax && signatures.length === 0; run++) loop.next();
  onFeature(null);
  return {
    executions: loop.executions,
    corpus: corpusName(kept),
    kept: kept.length,
    covered: features.covered,
    features: features.count,
    signature: signatures[0] ?? null,
  };
}
