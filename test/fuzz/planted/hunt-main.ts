import { join } from 'node:path';
import { BUILD } from '../../../fuzz/engine/build.ts';
import { readCorpus } from '../../../fuzz/engine/corpus-folder.ts';
import { TARGETS } from '../../../fuzz/targets/index.ts';
import { PLANTED_BUILD } from './build.ts';
import { hunt, type HuntOrder } from './hunt.ts';

// "planted ORDERS" or "all CORPORA": hunts in this process and prints what came of them as JSON.

const RUNS = 150;
const INPUTS_MAX = 12;
/** A simulated world takes as long as a thousand frames. */
const RUNS_OF_SLOW: Readonly<Record<string, number>> = { world: 15 };

async function planted(orders: readonly HuntOrder[]): Promise<object> {
  const hunts: object[] = [];
  // One after another: they share the columns of this thread.
  for (const order of orders) hunts.push({ ...order, ...(await hunt(PLANTED_BUILD, order)) });
  return hunts;
}

/** Every target from a few inputs of its corpus on. */
async function all(corpora: string): Promise<object> {
  const hunts: object[] = [];
  for (const { name } of TARGETS) {
    const inputs = [...readCorpus(join(corpora, name)).inputs].sort((a, b) => a.length - b.length).slice(0, INPUTS_MAX);
    const order = { target: name, seed: '7', inputs, runsMax: RUNS_OF_SLOW[name] ?? RUNS };
    hunts.push({ target: name, ...(await hunt(BUILD, order)) });
  }
  return hunts;
}

const [, , what, argument] = process.argv;
const answer = what === 'planted' ? await planted(JSON.parse(argument) as HuntOrder[]) : await all(argument);
process.stdout.write(JSON.stringify(answer));
