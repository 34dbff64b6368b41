import { mark } from '../mark.ts';
import { FuzzFinding } from './target.ts';

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
  mark(`${target} refusal`, shapeOf(refused));
  if (!refused.startsWith(file)) throw new FuzzFinding(`${target}/names-the-file`, refused);
  if (refused.length > SENTENCE_MAX) throw new FuzzFinding(`${target}/sentence-length`, `${refused.length} characters`);
  // oxlint-disable-next-line no-control-regex -- what a terminal must not get is what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(refused))
    throw new FuzzFinding(`${target}/sentence-is-printable`, JSON.stringify(refused));
}
