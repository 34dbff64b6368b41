import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { HUNTERS, type Side } from './hunters.ts';

// One hunt for one bug: processor time until it is found, in seconds, or null. A process of its own, as the engine compiles for all.

const [bug, side, seed, capS] = process.argv.slice(2);
const mutant = MUTANTS.find(({ name }) => name === bug);
if (mutant === undefined) throw new Error(`there is no mutant ${bug}`);
const { production, dispose } = await loadMutant(mutant);
const start = process.cpuUsage();
const spentS = (): number => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};
const isFound = HUNTERS[side as Side](production, Number(seed), () => spentS() > Number(capS));
process.stdout.write(JSON.stringify(isFound ? spentS() : null));
dispose();
