import type { CommandContext, Output } from '../../sim/data/command-line/output.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { printable } from '../../sim/data/quoting/printable.ts';
import { readInput } from '../../sim/data/read-input.ts';
import { showMs } from '../../sim/data/duration.ts';
import { terminalLines } from '../../sim/data/wrap-words.ts';
import { countWithCommas } from '../../sim/report/table.ts';
import { addToCorpus, contentName, corpusName, INPUT_BYTES_MAX } from '../engine/corpus-folder.ts';
import type { CrashGroup, SessionResult } from '../engine/session.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { EarlyCrashes } from './early-crashes.ts';
import { exitOf, exitOfCrash, FUZZ_EXIT, mostSevere, type FuzzExit } from './exit.ts';
import type { FuzzRequest } from './fuzz-options.ts';
import { formatResults, type TargetResult } from './results.ts';
import { saveCrash, type SavedCrash } from './save-crash.ts';
import { exitOfAll, formatNames, type TargetsDone } from './targets-done.ts';
import { REPLAY, type Workbench } from './workbench.ts';

/** Fuzzes all targets that were asked for, and reports. */
export async function fuzzTargets(bench: Workbench): Promise<TargetsDone<TargetResult> & { readonly exit: FuzzExit }> {
  const { request, context } = bench;
  context.out.write(`${terminalLines(formatPlan(request), context.out)}\n`);
  const done = await bench.eachTarget((target, out) => fuzzTarget(target, bench, out));
  const { results, notBegun } = done;
  const exit = exitOfAll(
    results.map((result) => result.exit),
    done,
  );
  const left = formatNames('not begun', notBegun, context.out);
  const end = terminalLines(formatEnd(request, done, exit), context.out);
  context.out.write(`\n${formatResults(results, context.out)}\n${left}\n${end}\n`);
  return { ...done, exit };
}

async function fuzzTarget(target: FuzzTarget, bench: Workbench, out: Output): Promise<TargetResult> {
  const { request } = bench;
  const context = { ...bench.context, out };
  const isFuzzing = request.mode === 'fuzz';
  const own = isFuzzing ? bench.corpusOf(target) : readFiles(request.files);
  const foreign = isFuzzing ? bench.foreign() : [];
  const inputs = [...own, ...foreign];
  const early = new EarlyCrashes(request.artifacts, target.name);
  const onCrash = (crash: CrashGroup): void => {
    bench.noteExit(exitOfCrash(crash));
    if (request.mode === 'files') return;
    const path = early.note(crash);
    const where = path === null ? '' : `; kept at ${printable(path)} until it is made small`;
    // At once: the report waits for the end of this target, and of those before it.
    if (isFuzzing) context.err.write(`fuzz ${target.name}: an input shows ${printable(crash.signature)}${where}\n`);
  };
  const result = await bench.fuzz(target, inputs, { ...(isFuzzing ? {} : REPLAY), onCrash });
  if (request.mode === 'minimize' && result.crashes.length === 0 && result.broken === null && !result.isInterrupted) {
    throw new UsageError(`fuzz: there is nothing to minimize: ${request.files[0]} does nothing wrong`);
  }
  const saved = await saveAll(result, target, { request, context, place: bench.place }, early);
  const late = new Set(saved.filter(({ isLate }) => isLate).map(({ signature }) => signature));
  const counted = { ...result, crashes: result.crashes.filter(({ signature }) => !late.has(signature)) };
  if (result.stats.executions < inputs.length && exitOf(result) === FUZZ_EXIT.ok) {
    context.err.write(`fuzz ${target.name}: the time was over before all of its corpus had run; --time gives it more\n`);
  }
  const broken = result.broken ?? (exitOf(result) === FUZZ_EXIT.internal ? nothingRun(request, inputs, bench.folderOf(target)) : null);
  if (broken !== null) context.err.write(`fuzz ${target.name}: ${broken}\n`);
  const exits = [exitOf(counted), ...(late.size > 0 ? [FUZZ_EXIT.interrupted] : [])];
  if (request.grows) exits.push(await grow(bench.folderOf(target), [...result.found, ...newIn(result, own, foreign)], context));
  const name = corpusName([...inputs, ...result.found]);
  return { target: target.name, seeds: inputs.length, corpusName: name, result: { ...result, broken }, saved, exit: mostSevere(exits) };
}

/** Why not one input was run, as a sentence. */
function nothingRun({ runsMax }: FuzzRequest, inputs: readonly Uint8Array[], folder: string): string {
  if (inputs.length === 0 && runsMax === 0) return `not one input was run: there is none in ${printable(folder)}`;
  return 'not one input was run: its time was over while the target was being loaded; --time gives it more';
}

/** Inputs of another fuzzer that reach something which those before them do not, and that the corpus has not. */
function newIn({ kept }: SessionResult, own: readonly Uint8Array[], foreign: readonly Uint8Array[]): readonly Uint8Array[] {
  const [known, theirs] = [new Set(own.map(contentName)), new Set(foreign.map(contentName))];
  return kept.filter((input) => theirs.has(contentName(input)) && !known.has(contentName(input)));
}

/** Adds what was found to the corpus; what is written is whole, also when the disk is full before all of it is. */
async function grow(folder: string, found: readonly Uint8Array[], { out, err }: CommandContext): Promise<FuzzExit> {
  try {
    const added = await addToCorpus(folder, found);
    if (added > 0) out.write(`${printable(folder)}: ${countWithCommas(added, 'input')} added\n`);
    return FUZZ_EXIT.ok;
  } catch (error) {
    err.write(`fuzz: the corpus could not be grown: ${printable(messageOf(error))}\n`);
    return FUZZ_EXIT.internal;
  }
}

async function saveAll(
  result: SessionResult,
  target: FuzzTarget,
  { request, context, place }: Pick<Workbench, 'request' | 'context' | 'place'>,
  early: EarlyCrashes,
): Promise<SavedCrash[]> {
  const saved: SavedCrash[] = [];
  for (const crash of result.crashes) {
    const own = { isReplay: request.mode === 'files', early: () => early.pathOf(crash.signature) };
    const one = await saveCrash(crash, target, { ...request, ...place, ...context, ...own });
    context.out.write(`\n${one.report}`);
    saved.push(one);
    if (one.inputPath !== null || one.isLate) await early.replace(one.signature, one.inputPath);
  }
  return saved;
}

function formatPlan({ targets, seed, timeMs, runsMax, jobs, atOnce, mode, files }: FuzzRequest): string {
  const what = targets.length === 1 ? targets[0].name : `${targets.length} targets`;
  if (mode !== 'fuzz') return `${what} · ${printable(files.join(' '))}`;
  if (runsMax === 0) return `${what} · the corpus alone`;
  const bounds = [timeMs === null ? [] : [showMs(timeMs)], runsMax === null ? [] : [countWithCommas(runsMax, 'run')]].flat();
  const each = targets.length === 1 ? '' : ' each';
  return `${what} · seed ${seed} · ${bounds.join(', ')}${each}${atOnce === 1 ? '' : `, ${atOnce} at once`}${jobs === 1 ? '' : ` · ${jobs} jobs`}`;
}

function formatEnd(
  { seed, grows, mode, runsMax }: FuzzRequest,
  { results, isInterrupted }: TargetsDone<TargetResult>,
  exit: FuzzExit,
): string {
  const executions = results.reduce((sum, { result }) => sum + result.stats.executions, 0);
  const found = results.reduce((sum, { result }) => sum + result.stats.found, 0);
  const parts = [exit === FUZZ_EXIT.ok ? 'ok' : `exit ${exit}`];
  if (isInterrupted) parts.push('interrupted');
  if (mode === 'fuzz' && runsMax !== 0) parts.push(`seed ${seed}`);
  parts.push(countWithCommas(executions, 'execution'));
  if (found > 0 && !grows) parts.push(`${countWithCommas(found, 'new input')} not kept (--grow keeps them)`);
  return parts.join(' · ');
}

function readFiles(files: readonly string[]): readonly Uint8Array[] {
  return files.map((file) => {
    try {
      return readInput(file, INPUT_BYTES_MAX);
    } catch (error) {
      throw new UsageError(`fuzz: ${file} cannot be read: ${messageOf(error)}`);
    }
  });
}
