import { hearInterrupts } from './cli/interrupts.ts';

const onInterrupt = hearInterrupts();
const [{ fuzzMain }, { BUILD }] = await Promise.all([import('./cli/fuzz-main.ts'), import('./engine/build.ts')]);
process.exitCode = await fuzzMain(process.argv.slice(2), onInterrupt, { build: BUILD, corpora: 'corpus/fuzz' });
