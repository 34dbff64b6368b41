import fc from 'fast-check';
import type { FuzzTarget } from '../../../fuzz/targets/target.ts';

/** Inputs of a target: bytes, and pieces of its dictionary between them. */
export function arbitraryInput({ dictionary = [], lengthMax }: FuzzTarget): fc.Arbitrary<Uint8Array> {
  const byte = fc.oneof(fc.nat(255), fc.nat(15)).map((value) => Uint8Array.of(value));
  const piece =
    dictionary.length === 0 ? byte : fc.oneof({ weight: 4, arbitrary: byte }, { weight: 1, arbitrary: fc.constantFrom(...dictionary) });
  return fc
    .array(piece, { maxLength: Math.min(lengthMax, 200), size: 'max' })
    .map((pieces) => Uint8Array.from(pieces.flatMap((bytes) => [...bytes])).slice(0, lengthMax));
}
