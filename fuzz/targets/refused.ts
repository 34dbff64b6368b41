import { describeThrown } from '../../sim/run/describe-thrown.ts';
import { FuzzFinding } from './target.ts';

/** Makes a call with a wrong argument: it must be refused with a TypeError or RangeError that says what cannot be done. */
export function mustBeRefused(name: string, call: () => void): void {
  const signature = `misuse/refused/${name}`;
  try {
    call();
  } catch (error) {
    // The name and not the class: code of another realm has classes of its own.
    if (error instanceof Error && /^(?:Type|Range)Error$/.test(error.name) && error.message.startsWith('Cannot ')) return;
    throw new FuzzFinding(signature, `expected a TypeError or RangeError, got ${describeThrown(error)}`);
  }
  throw new FuzzFinding(signature, 'expected a TypeError or RangeError, got none');
}
