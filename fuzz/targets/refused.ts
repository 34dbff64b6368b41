import { describeThrown } from '../../sim/data/describe-thrown.ts';
import { FuzzFinding } from './target.ts';

/** How a call with a wrong argument must be refused. */
export interface Refusal {
  /** Which of the two says whether the argument is of the wrong type, or of the right one and outside its range. */
  readonly error: 'TypeError' | 'RangeError';
  /** The whole sentence: what cannot be done, which argument, what is allowed, and what was given. */
  readonly text: string;
}

/** Makes a call with a wrong argument: it must be refused in these very words. */
export function mustBeRefused({ error, text }: Refusal, call: () => void): void {
  const expected = `${error}: ${text}`;
  let got = 'nothing';
  try {
    call();
  } catch (thrown) {
    // The name and not the class: code of another realm has classes of its own.
    got = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : describeThrown(thrown);
  }
  if (got !== expected) throw new FuzzFinding(`misuse/refused/${nameOf(text)}`, `expected ${expected}, got ${got}`);
}

/** What tells refusals apart: the action and the argument. */
function nameOf(text: string): string {
  return (/^Cannot (.*?) (?:must|has) /.exec(text)?.[1] ?? 'other').replaceAll(/[^A-Za-z0-9]+/g, '-');
}
