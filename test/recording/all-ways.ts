import { availableParallelism } from 'node:os';
import { runAsProcess } from '../../sim/data/command-line/program.ts';
import { dieOnce } from './die.ts';
import { WAYS } from './ways.ts';

// Every way to die under twenty seeds: prints how many left a recorded run and a replay line that works.

await runAsProcess({ name: 'abnormal-exits' }, async ({ out }) => {
  const SEEDS = Number(process.argv[2] ?? 20);
  const cases = WAYS.flatMap((way) => Array.from({ length: SEEDS }, (_, at) => ({ way, seed: String(at + 1) })));
  const whole = new Map<string, number>(WAYS.map(({ name }) => [name, 0]));
  const faults: string[] = [];
  let next = 0;

  async function dieOn(): Promise<void> {
    while (next < cases.length) {
      const { way, seed } = cases[next++];
      const fault = await dieOnce(way, seed);
      if (fault === null) whole.set(way.name, (whole.get(way.name) ?? 0) + 1);
      else faults.push(`${way.name}, seed ${seed}: ${fault}`);
    }
  }

  await Promise.all(Array.from({ length: Number(process.argv[3] ?? availableParallelism()) }, dieOn));
  for (const { name, rule } of WAYS) out.write(`${name.padEnd(26)}${rule.padEnd(26)}${whole.get(name)} of ${SEEDS}\n`);
  const count = (isOurs: boolean): string => {
    const ways = WAYS.filter((way) => way.isOurs === isOurs);
    return `${ways.reduce((sum, { name }) => sum + (whole.get(name) ?? 0), 0)} of ${ways.length * SEEDS}`;
  };
  out.write(`\n${count(true)} leave a recorded run and a replay line that works; killed from outside: ${count(false)}\n`);
  for (const fault of faults) out.write(`\n${fault}\n`);
  return faults.length === 0 ? 0 : 1;
});
