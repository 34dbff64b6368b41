import { Interrupts } from '../sim/data/command-line/interrupts.ts';

// One that comes while the rest of the program is being loaded counts as well.
const interrupts = new Interrupts();
interrupts.on(() => {});
const [{ fuzzMain }, { BUILD }] = await Promise.all([import('./cli/fuzz-command.ts'), import('./engine/build.ts')]);
await fuzzMain(process.argv.slice(2), interrupts, { build: BUILD, corpora: 'corpus/fuzz' });
