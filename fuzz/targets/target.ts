/**
 * A fuzz target: takes any bytes, synchronously, and throws if and only if it found something. The same bytes mean the same
 * to it on every machine.
 */
export type FuzzTarget = (bytes: Uint8Array) => void;

/** What a target found. Its message is the signature, so that one bug is one finding. */
export class FuzzFinding extends Error {
  readonly detail: string;

  constructor(signature: string, detail: string) {
    super(signature);
    this.name = 'FuzzFinding';
    this.detail = detail;
  }
}
