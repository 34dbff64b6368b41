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
  const { isDryRun } = bench.request;
  const known = new Set(own.map(contentName));
  const fresh = result.kept.filter((input) => !known.has(contentName(input)));
  const superfluous = superfluousIn(folder, new Set(result.kept.map(contentName)));
  if (isDryRun) {
    for (const path of superfluous) out.write(`would take out ${printable(path)}\n`);
  } else {
    // What comes in is there before anything goes out.
    await addToCorpus(folder, fresh);
    for (const path of superfluous) rmSync(path);
  }
  const came = foreign.length === 0 ? '' : `, ${fresh.length} of them out of ${foreign.length} from elsewhere`;
  const { covered, counters, features } = result.stats;
  out.write(
    `${target.name}: ${own.length} inputs ${isDryRun ? 'would come ' : ''}to ${own.length + fresh.length - superfluous.length}${came} · coverage ${covered}/${counters} · features ${features}\n`,
  );
  return FUZZ_EXIT.ok;
}

/** The inputs whose contents are not among these, and second copies. */
function superfluousIn(folder: string, names: ReadonlySet<string>): readonly string[] {
  const seen = new Set<string>();
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isInput(entry.name))
    .map(({ name }) => join(folder, name))
    .filter((path) => {
      const name = contentName(readInput(path, INPUT_BYTES_MAX));
      if (!names.has(name) || seen.has(name)) return true;
      seen.add(name);
      return false;
    });
}
