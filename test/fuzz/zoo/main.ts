import { fileURLToPath } from 'node:url';
import { runAsProcess } from '../../../sim/data/command-line/program.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { foundByCorpora, isTame } from './found-by-corpora.ts';

// How many planted bugs the committed corpora find by replay alone, and which they do not.

await runAsProcess({ name: 'fuzz:zoo' }, async ({ out }) => {
  const compiled = fileURLToPath(new URL('../../..', import.meta.url));
  const tame = MUTANTS.filter(isTame);
  const missed: string[] = [];
  for (const mutant of tame) {
    const found = await foundByCorpora(mutant, compiled);
    if (found === null) missed.push(mutant.name);
    out.write(`${mutant.name}: ${found === null ? 'not found' : `${found.signature}, ${found.target}`}\n`);
  }
  out.write(
    `found ${tame.length - missed.length} of ${tame.length} planted bugs${missed.length > 0 ? `; not ${missed.join(', ')}` : ''}\n`,
  );
  return missed.length > 0 ? 1 : 0;
});
