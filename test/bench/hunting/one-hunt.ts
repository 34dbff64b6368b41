import { productionAgain, productionUnderTest } from '../../../sim/subject/production-under-test.ts';
import { plantMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { HUNTERS, type Side } from './hunters.ts';

// One hunt for one bug: processor time until it is found, in seconds, or null. A process of its own, as the engine compiles for all.

const [bug, side, seed, capS] = process.argv.slice(2);
const mutant = MUTANTS.find(({ name }) => name === bug);
if (mutant === undefined) throw new Error(`there is no mutant ${bug}`);
const { module, dispose } = plantMutant(mutant);
const codes = { production: await productionUnderTest(module), counts: await productionAgain(module) };
const start = process.cpuUsage();
const spentS = (): number => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};
const isFound = await HUNTERS[side as Side](codes, Number(seed), () => spentS() > Number(capS));
process.stdout.write(JSON.stringify(isFound ? spentS() : null));
dispose();
