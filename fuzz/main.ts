import { catchInterrupts } from './cli/interrupts.ts';

const onInterrupt = catchInterrupts();
const [{ fuzzMain }, { BUILD }] = await Promise.all([import('./cli/fuzz-command.ts'), import('./engine/build.ts')]);
await fuzzMain(process.argv.slice(2), onInterrupt, { build: BUILD, corpora: 'corpus/fuzz' });
