import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readInput } from '../../sim/data/read-input.ts';
import { printable } from '../../sim/data/quoting/printable.ts';
import { addToCorpus, contentName, INPUT_BYTES_MAX, isInput } from '../engine/corpus-folder.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { exitOf, FUZZ_EXIT, mostSevere, type FuzzExit } from './exit.ts';
import { REPLAY, type Workbench } from './workbench.ts';

/** `--merge`: takes out of each corpus what reaches nothing that shorter inputs do not, and adds what other folders have that does. */
export async function mergeCorpora(bench: Workbench): Promise<FuzzExit> {
  const exits: FuzzExit[] = [];
  for (const target of bench.request.targets) if (!bench.isInterrupted) exits.push(await mergeCorpus(target, bench));
  return mostSevere(bench.isInterrupted ? [...exits, FUZZ_EXIT.interrupted] : exits);
}

async function mergeCorpus(target: FuzzTarget, bench: Workbench): Promise<FuzzExit> {
  const { out, err } = bench.context;
  const folder = bench.folderOf(target);
  const own = bench.corpusOf(target);
  const foreign = bench.foreign();
  const inputs = [...own, ...foreign];
  if (inputs.length === 0) {
    out.write(`${target.name}: ${printable(folder)} is empty\n`);
    return FUZZ_EXIT.ok;
  }
  const result = await bench.fuzz(target, inputs, REPLAY);
  const exit = exitOf(result);
  if (exit !== FUZZ_EXIT.ok) {
    err.write(`fuzz: ${printable(`${folder} stays as it is: ${result.broken ?? result.crashes[0]?.signature ?? 'interrupted'}`)}\n`);
    return exit;
  }
  // What comes in is there before anything goes out.
  const known = new Set(own.map(contentName));
  const added = await addToCorpus(
    folder,
    result.kept.filter((input) => !known.has(contentName(input))),
  );
  const removed = removeAllBut(new Set(result.kept.map(contentName)), folder);
  const came = foreign.length === 0 ? '' : `, ${added} of them out of ${foreign.length} from elsewhere`;
  out.write(
    `${target.name}: ${own.length} inputs to ${own.length + added - removed}${came} · coverage ${result.stats.covered}/${result.stats.counters} · features ${result.stats.features}\n`,
  );
  return FUZZ_EXIT.ok;
}

/** Removes the inputs whose contents are not among these, and second copies. How many. */
function removeAllBut(names: ReadonlySet<string>, folder: string): number {
  const seen = new Set<string>();
  let removed = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !isInput(entry.name)) continue;
    const path = join(folder, entry.name);
    const name = contentName(readInput(path, INPUT_BYTES_MAX));
    if (names.has(name) && !seen.has(name)) seen.add(name);
    else {
      rmSync(path);
      removed++;
    }
  }
  return removed;
}
