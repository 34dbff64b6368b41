import { fileURLToPath } from 'node:url';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { paint, type Output, type CommandContext } from '../../sim/data/command-line/output.ts';
import { programLine } from '../../sim/data/command-line/program-line.ts';
import { countOf } from '../../sim/data/count.ts';
import { printable } from '../../sim/data/quoting/printable.ts';
import { shellPath } from '../../sim/data/quoting/shell-word.ts';
import { givenPart } from '../../sim/report/command-lines.ts';
import { reportColumns, showFailure } from '../../sim/report/show-failure.ts';
import { trackerUnderTest } from '../../sim/subject/foreign/open-tracker.ts';
import { describeThrown } from '../../sim/data/describe-thrown.ts';
import { labelledLines, wrapWords } from '../../sim/data/wrap-words.ts';
import { writeWhole } from '../../sim/data/write-whole.ts';
import type { Build } from '../engine/build.ts';
import { contentName } from '../engine/corpus-folder.ts';
import { examine, type Examined } from '../engine/examine.ts';
import { operationsFor } from '../engine/followed-target.ts';
import type { CrashGroup } from '../engine/session.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { traceOfCrash, type CrashTrace } from './crash-trace.ts';
import { opsInText } from '../../sim/findings/finding-file.ts';
import type { FuzzRequest } from './fuzz-options.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FRAMES_MAX = 5;

/** The lines of a stack that are in files of this project, their paths from its root; at most five. */
function ownFrames(stack: string): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at ') && line.includes(ROOT) && !line.includes('node_modules'))
    .slice(0, FRAMES_MAX)
    .map((line) => line.trim().replace('file://', '').replace(ROOT, ''));
}

/** Where crashes are saved, and how long it may take. */
export interface SaveOptions
  extends Pick<FuzzRequest, 'artifacts' | 'seed' | 'timeoutMs' | 'rssLimitMb'>, Pick<CommandContext, 'out' | 'onInterrupt'> {
  readonly build: Build;
  /** Whether these are files that the user named: then they are shown as they are, and nothing is saved. */
  readonly isReplay: boolean;
  /** Path of the input as it was found, for where the small one cannot be saved; null where it is not there. */
  readonly early: () => Promise<string | null>;
}

/** What became of a crash. */
export interface SavedCrash {
  /** What to show. */
  readonly report: string;
  readonly signature: string;
  readonly count: number;
  /** Path of the minimised input, or of the one as it was found where that could not be saved, and of the trace; null where there is none. */
  readonly inputPath: string | null;
  readonly tracePath: string | null;
  /** Whether it was only late: no finding. */
  readonly isLate: boolean;
}

const EXAMINE_MS = 20_000;
const HEX_MAX = 96;

/** Runs a crash again without counters, makes it small, saves it as bytes and as a trace, and makes its failure report. Never rejects. */
export async function saveCrash(crash: CrashGroup, target: FuzzTarget, options: SaveOptions): Promise<SavedCrash> {
  const { isReplay, artifacts } = options;
  const examined = await examineForAWhile(crash, target, options);
  if (isLate(crash, examined)) return late(crash, target, options);
  const name = basename(artifactPath(artifacts, target.name, crash.signature, examined.input));
  const unsaved: string[] = [];
  const saved = async (ending: string, bytes: Uint8Array | null): Promise<string | null> => {
    if (bytes === null || isReplay) return null;
    const path = join(artifacts, `${name}${ending}`);
    const failure = await save(path, bytes);
    if (failure !== null) unsaved.push(failure);
    return failure === null ? path : null;
  };
  const inputPath = (await saved('.bin', crash.input === null ? null : examined.input)) ?? (isReplay ? null : await options.early());
  const trace = await traceFor(crash, examined, target, name, options);
  const tracePath = await saved('.ndjson', trace === null ? null : Buffer.from(trace.text));
  const again = inputPath === null ? null : `${programLine('fuzz')} ${target.name} ${shellPath(inputPath)}${givenPart()}`;
  const place = { origin: originOf(crash, examined, target, options), tracePath, again };
  const report =
    trace === null
      ? bareReport(crash, examined, place, options.out)
      : showFailure(trace.finding, opsInText(trace.text), { ...place, shrunk: trace.shrunk }, options.out);
  const notes = unsaved.map((reason) => `  ${paint(options.out, 'yellow', 'not saved')}  ${printable(reason)}\n`);
  return { report: `${report}${notes.join('')}`, signature: crash.signature, count: crash.count, inputPath, tracePath, isLate: false };
}

/** An input that took too long, and comes to its end when it is run again: that alone depends on the machine. */
function isLate({ kind, input }: CrashGroup, { isReproduced, crash }: Examined): boolean {
  return kind === 'hang' && input !== null && !isReproduced && crash.crash === null;
}

function late({ signature, count, detail }: CrashGroup, { name }: FuzzTarget, { out }: SaveOptions): SavedCrash {
  const sentence = `fuzz ${name}: ${detail}, which alone is no finding: the input comes to its end when it is run again`;
  const report = `${paint(out, 'yellow', 'late')}  ${sentence}; --timeout gives it more\n`;
  return { report, signature, count, inputPath: null, tracePath: null, isLate: true };
}

/** Path of what is saved of a crash, without its ending. */
export function artifactPath(folder: string, target: string, signature: string, input: Uint8Array): string {
  return join(folder, `${target}-${slug(signature)}-${contentName(input)}`);
}

async function examineForAWhile(crash: CrashGroup, target: FuzzTarget, options: SaveOptions): Promise<Examined> {
  if (crash.input === null) {
    return { input: new Uint8Array(0), crash: { crash: null, stack: '' }, before: 0, runs: 0, isCutShort: false, isReproduced: false };
  }
  const endMs = performance.now() + EXAMINE_MS;
  let isInterrupted = false;
  const forget = options.onInterrupt(() => (isInterrupted = true));
  try {
    return await examine(crash, target, options.build, {
      ...options,
      shouldStop: () => options.isReplay || isInterrupted || performance.now() > endMs,
    });
  } finally {
    forget();
  }
}

/** The trace of a crash that came by throwing; what hangs or dies would take this process along. */
async function traceFor(
  crash: CrashGroup,
  { input, isReproduced }: Examined,
  target: FuzzTarget,
  name: string,
  options: SaveOptions,
): Promise<CrashTrace | null> {
  if (target.toOps === undefined || crash.kind !== 'throw' || !isReproduced) return null;
  try {
    const tracker = await trackerUnderTest();
    const made = target.toOps(input);
    const ops = tracker === null ? made : operationsFor(made, tracker);
    return await traceOfCrash(name, { target: target.name, seed: options.seed }, ops, options.onInterrupt);
  } catch {
    // The operations cannot be carried out: the bytes are saved all the same.
    return null;
  }
}

/** Saves a file; why that failed, or null. */
async function save(path: string, bytes: Uint8Array): Promise<string | null> {
  try {
    mkdirSync(join(path, '..'), { recursive: true });
    await writeWhole(path, bytes, { overwrite: true });
    return null;
  } catch (error) {
    return describeThrown(error);
  }
}

function originOf(crash: CrashGroup, examined: Examined, target: FuzzTarget, { seed, isReplay }: SaveOptions): readonly string[] {
  const { input, before, runs, isCutShort, isReproduced } = examined;
  const times = crash.count === 1 ? '' : ` · ${crash.count} inputs with this signature`;
  const shrunk = isReplay || !isReproduced ? '' : ` to ${input.length} in ${countOf(runs, 'run')}${isCutShort ? ', cut short' : ''}`;
  const size = crash.input === null ? 'its input is not known' : `${countOf(before, 'byte')}${shrunk}`;
  const hex = input.length > HEX_MAX ? `${Buffer.from(input.subarray(0, HEX_MAX)).toString('hex')}…` : Buffer.from(input).toString('hex');
  return [
    `fuzz ${target.name} · seed ${seed} · ${crash.signature}${times}`,
    isReproduced || crash.input === null ? size : `${size} · not reproduced without counters: it depends on more than its bytes`,
    ...(hex === '' ? [] : [`bytes ${hex}`]),
  ];
}

function bareReport(
  crash: CrashGroup,
  { crash: { stack } }: Examined,
  { origin, again }: { readonly origin: readonly string[]; readonly again: string | null },
  out: Output,
): string {
  const columns = out.isTerminal ? reportColumns(out) : Number.POSITIVE_INFINITY;
  const lines = [
    ...origin.flatMap((line) => wrapWords(printable(line), columns)),
    `${paint(out, 'red', 'FAIL')} ${paint(out, 'bold', printable(crash.signature))}`,
    ...(crash.detail === '' ? [] : labelledLines('got', crash.detail, 12, columns)),
    ...ownFrames(stack).map((frame) => `            ${printable(frame)}`),
    ...(again === null ? [] : [`  again:    ${paint(out, 'cyan', again)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A signature as part of a file name. */
function slug(signature: string): string {
  const parts = signature.split('/');
  return (parts[1] ?? parts[0])
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
}
