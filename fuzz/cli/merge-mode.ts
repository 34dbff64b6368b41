import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Output } from '../../sim/data/command-line/output.ts';
import { countOf } from '../../sim/data/count.ts';
import { readInput } from '../../sim/data/read-input.ts';
import { printable } from '../../sim/data/quoting/printable.ts';
import { addToCorpus, contentName, INPUT_BYTES_MAX, isInput } from '../engine/corpus-folder.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { exitOf, FUZZ_EXIT, type FuzzExit } from './exit.ts';
import { exitOfAll, formatNames, jsonLeft } from './targets-done.ts';
import { REPLAY, type Workbench } from './workbench.ts';

/** `--merge`: takes out of each corpus what reaches nothing that shorter inputs do not, and adds what other folders have that does. */
export async function mergeCorpora(bench: Workbench): Promise<{ readonly json: object; readonly exit: FuzzExit }> {
  const done = await bench.eachTarget((target, out) => mergeCorpus(target, bench, out));
  const targets = done.results;
  const exit = exitOfAll(
    targets.map((merged) => merged.exit),
    done,
  );
  const { out } = bench.context;
  out.write(formatNames('not begun', done.notBegun, out));
  return { json: { targets, ...jsonLeft(done), exit }, exit };
}

/** What became of a corpus. */
interface MergedCorpus {
  readonly target: string;
  /** Inputs before and after. */
  readonly before: number;
  readonly after: number;
  /** Inputs of other folders, and how many of them were added. */
  readonly foreign: number;
  readonly added: number;
  readonly covered: number;
  readonly counters: number;
  readonly features: number;
  /** Why it stays as it is; null if it does not. */
  readonly unchanged: string | null;
  readonly exit: FuzzExit;
}

async function mergeCorpus(target: FuzzTarget, bench: Workbench, out: Output): Promise<MergedCorpus> {
  const { err } = bench.context;
  const folder = bench.folderOf(target);
  const own = bench.corpusOf(target);
  const foreign = bench.foreign();
  const inputs = [...own, ...foreign];
  if (inputs.length === 0) {
    out.write(`${target.name}: ${printable(folder)} is empty\n`);
    const nothing = { before: 0, after: 0, foreign: 0, added: 0, covered: 0, counters: 0, features: 0 };
    return { target: target.name, ...nothing, unchanged: 'it is empty', exit: FUZZ_EXIT.ok };
  }
  const result = await bench.fuzz(target, inputs, REPLAY);
  const exit = exitOf(result);
  const { covered, counters, features } = result.stats;
  const facts = { target: target.name, before: own.length, foreign: foreign.length, covered, counters, features, exit };
  if (exit !== FUZZ_EXIT.ok) {
    const unchanged = result.broken ?? result.crashes[0]?.signature ?? bench.whyEnding ?? 'interrupted';
    err.write(`fuzz: ${printable(`${folder} stays as it is: ${unchanged}`)}\n`);
    return { ...facts, after: own.length, added: 0, unchanged };
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
  const after = own.length + fresh.length - superfluous.length;
  out.write(
    `${target.name}: ${countOf(own.length, 'input')} ${isDryRun ? 'would come ' : ''}to ${after}${came} · coverage ${covered}/${counters} · features ${features}\n`,
  );
  return { ...facts, after, added: fresh.length, unchanged: null };
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
