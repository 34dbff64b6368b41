import { availableParallelism } from 'node:os';
import { runAsProcess, runCommand, type Command } from '../../sim/data/command-line/program.ts';
import { dieOnce } from './die.ts';
import { WAYS } from './ways.ts';

const ALL_WAYS: Command<number> = {
  name: 'abnormal-exits',
  line: 'npm run abnormal-exits --',
  summary:
    'Ends a run in every way to die: says how many left a recorded run and a replay line that works. Ends with 1 where one does not.',
  options: {
    seeds: { value: 'N', help: 'seeds of each way, 1 to 1000; default 20' },
    workers: { value: 'N', help: 'runs side by side, 1 to 64; default one for each core' },
  },
  run: async (given, { out }) => {
    const seeds = given.integer('seeds', 1, 1000) ?? 20;
    const workers = given.integer('workers', 1, 64) ?? availableParallelism();
    const cases = WAYS.flatMap((way) => Array.from({ length: seeds }, (_, at) => ({ way, seed: String(at + 1) })));
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

    await Promise.all(Array.from({ length: workers }, dieOn));
    for (const { name, rule } of WAYS) out.write(`${name.padEnd(26)}${rule.padEnd(26)}${whole.get(name)} of ${seeds}\n`);
    const count = (isOurs: boolean): string => {
      const ways = WAYS.filter((way) => way.isOurs === isOurs);
      return `${ways.reduce((sum, { name }) => sum + (whole.get(name) ?? 0), 0)} of ${ways.length * seeds}`;
    };
    out.write(`\n${count(true)} leave a recorded run and a replay line that works; killed from outside: ${count(false)}\n`);
    for (const fault of faults) out.write(`\n${fault}\n`);
    return faults.length === 0 ? 0 : 1;
  },
};

await runAsProcess({ name: 'abnormal-exits' }, (context) => runCommand(ALL_WAYS, process.argv.slice(2), context));
