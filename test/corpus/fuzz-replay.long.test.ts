import { expect, it } from 'vitest';
import { TARGETS } from '../../fuzz/targets/index.ts';
import type { FuzzTarget } from '../../fuzz/targets/target.ts';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { corpusInputs } from '../fuzz/targets/corpus-inputs.ts';

/** What the target says of an input: nothing, as it should. */
function findingIn(target: FuzzTarget, name: string, bytes: Uint8Array): string[] {
  try {
    target.fuzz(bytes);
    return [];
  } catch (error) {
    return [`${name}: ${messageOf(error)}`];
  }
}

// The gate has the same from a stage of its own, `npm run fuzz -- --regress`.
it.each(TARGETS.map((target) => [target.name, target] as const))('the corpus of %s runs clean', (name, target) => {
  expect(corpusInputs(name).flatMap(({ name: input, bytes }) => findingIn(target, input, bytes))).toEqual([]);
});
