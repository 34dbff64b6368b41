import { FuzzFinding } from './target.ts';

const SENTENCE_MAX = 600;

/** A refusal is one printable line of bounded length that begins with the file's name. */
export function checkSentence(target: string, refused: string, file: string): void {
  if (!refused.startsWith(file)) throw new FuzzFinding(`${target}/names-the-file`, refused);
  if (refused.length > SENTENCE_MAX) throw new FuzzFinding(`${target}/sentence-length`, `${refused.length} characters`);
  // oxlint-disable-next-line no-control-regex -- what a terminal must not get is what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(refused))
    throw new FuzzFinding(`${target}/sentence-is-printable`, JSON.stringify(refused));
}
