import { describeThrown } from '../../sim/data/describe-thrown.ts';
import { withoutStack } from '../../sim/subject/guard/guard.ts';
import { reportFeature } from '../feature.ts';
import { FuzzFinding } from './target.ts';

/** How a call with a wrong argument must be refused. */
export interface Refusal {
  /** TypeError for an argument of the wrong type, RangeError for one outside its range. */
  readonly error: 'TypeError' | 'RangeError';
  /** The whole sentence: what cannot be done, which argument, what is allowed, and what was given. */
  readonly text: string;
}

/** Makes a call with a wrong argument: it must be refused in these very words. */
export function mustBeRefused({ error, text }: Refusal, call: () => void): void {
  const expected = `${error}: ${text}`;
  let got = 'nothing';
  try {
    withoutStack(call);
  } catch (thrown) {
    got = describeThrown(thrown);
  }
  if (got !== expected) throw new FuzzFinding(`misuse/refused/${nameOf(text)}`, `expected ${expected}, got ${got}`);
}

/** The action and the argument, by which refusals are distinguished. */
function nameOf(text: string): string {
  return (/^Cannot (.*?) (?:must|has) /.exec(text)?.[1] ?? 'other').replaceAll(/[^A-Za-z0-9]+/g, '-');
}

const SENTENCE_MAX = 600;

const FNV_PRIME = 0x0100_0193;
const FNV_START = 0x811c_9dc5;

/** The same number for sentences that differ in what they quote and count alone: FNV-1a. */
function shapeOf(sentence: string): number {
  let hash = FNV_START;
  for (const character of sentence.replaceAll(/"(?:[^"\\]|\\.)*"|\/[\w-]+|[0-9]+/g, ''))
    hash = Math.imul(hash ^ character.charCodeAt(0), FNV_PRIME);
  return hash >>> 0;
}

/** A refusal is one printable line of bounded length that begins with the file's name. */
export function checkSentence(target: string, refused: string, file: string): void {
  reportFeature(`${target} refusal`, shapeOf(refused));
  if (!refused.startsWith(file)) throw new FuzzFinding(`${target}/names-the-file`, refused);
  if (refused.length > SENTENCE_MAX) throw new FuzzFinding(`${target}/sentence-length`, `${refused.length} characters`);
  // oxlint-disable-next-line no-control-regex -- what a terminal must not get is what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(refused))
    throw new FuzzFinding(`${target}/sentence-is-printable`, JSON.stringify(refused));
}
