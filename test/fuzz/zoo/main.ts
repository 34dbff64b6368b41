import { fileURLToPath } from 'node:url';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { foundByCorpora, isTame } from './found-by-corpora.ts';

// How many planted bugs the committed corpora find by replay alone, and which they do not.
const compiled = fileURLToPath(new URL('../../..', import.meta.url));
const tame = MUTANTS.filter(isTame);
const missed: string[] = [];
for (const mutant of tame) {
  const found = await foundByCorpora(mutant, compiled);
  if (found === null) missed.push(mutant.name);
  process.stdout.write(`${mutant.name}: ${found === null ? 'not found' : `${found.signature}, ${found.target}`}\n`);
}
process.stdout.write(
  `found ${tame.length - missed.length} of ${tame.length} planted bugs${missed.length > 0 ? `; not ${missed.join(', ')}` : ''}\n`,
);
process.exitCode = missed.length > 0 ? 1 : 0;
