import { fileURLToPath } from 'node:url';
import { runAsProcess } from '../../../sim/data/command-line/program.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { BEYOND_CORPORA, foundByCorpora, isTame } from './found-by-corpora.ts';

// How many planted bugs the committed corpora find by replay alone, and which they do not: it ends with 1 where that has changed.

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
  const isAsListed = missed.length === BEYOND_CORPORA.length && missed.every((name) => BEYOND_CORPORA.includes(name));
  if (!isAsListed) out.write('BEYOND_CORPORA in test/fuzz/zoo/found-by-corpora.ts lists others\n');
  return isAsListed ? 0 : 1;
});
