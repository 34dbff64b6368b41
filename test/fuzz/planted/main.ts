import { Interrupts } from '../../../sim/data/command-line/interrupts.ts';

// The command over the planted targets, with corpora in the folder in which it is called.

const interrupts = new Interrupts();
interrupts.on(() => {});
const [{ fuzzMain }, { PLANTED_BUILD }] = await Promise.all([import('../../../fuzz/cli/fuzz-command.ts'), import('./build.ts')]);
await fuzzMain(process.argv.slice(2), interrupts, { build: PLANTED_BUILD, corpora: 'corpora' });
