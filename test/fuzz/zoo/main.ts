import { fileURLToPath } from 'node:url';
import { runAsProcess, runCommand, type Command } from '../../../sim/data/command-line/program.ts';
import { EXIT, type ExitCode } from '../../../sim/report/exit-code.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { BEYOND_CORPORA, foundByCorpora, isTame } from './found-by-corpora.ts';

// How many planted bugs the committed corpora find by replay alone, and which they do not: npm run fuzz:zoo.

const FUZZ_ZOO: Command<ExitCode> = {
  name: 'fuzz:zoo',
  line: 'npm run fuzz:zoo --',
  summary: 'Which planted bugs the committed corpora find by replay alone. Ends with 1 where they are others than those that are listed.',
  options: {},
  run: async (_given, { out }) => {
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
    return isAsListed ? EXIT.ok : EXIT.check;
  },
};

await runAsProcess({ name: 'fuzz:zoo' }, (context) => runCommand(FUZZ_ZOO, process.argv.slice(2), context));
