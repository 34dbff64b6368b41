import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRefusal } from '../../sim/data/ops/refusal.ts';
import { readTrace } from '../../sim/data/trace/read-trace.ts';
import { VICTIM_VARIABLE, WAY_VARIABLE, type Way } from './ways.ts';

/** The folder of the project, whether this file is itself compiled or not. */
export const ROOT = fileURLToPath(new URL(import.meta.url.includes('/dist/test/') ? '../../../' : '../../', import.meta.url));
// The compiled program, and the compiled code that dies.
const MAIN = join(ROOT, 'dist/sim/cli/main.js');
const PLANTED = join(ROOT, 'dist/test/recording/planted.js');

const SCENARIO = 'steady-fleet';
const HEAP_MB = 96;

/** What came of a program. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly output: string;
}

/** Environment that plants a way to die. */
export function plantedEnvironment(way: Way, folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    VARTA_SIM_HARNESS_TEST_PRODUCTION: PLANTED,
    VARTA_SIM_HARNESS_TEST_HEAP_MB: String(HEAP_MB),
    [WAY_VARIABLE]: way.name,
    [VICTIM_VARIABLE]: join(folder, 'victim'),
  };
}

/** Starts the program of this project. */
export function startProgram(args: readonly string[], env: NodeJS.ProcessEnv) {
  const program = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [program.stdout, program.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<ProgramEnd>((resolve) => program.once('close', (code) => resolve({ code, output })));
  return { program, ended };
}

/** The options of a short run. Only what hangs is to be given up soon. */
export function runOptions(way: Way, seed: string, folder: string): string[] {
  const timeout = way.rule === 'never-hangs' ? '4s' : '60s';
  return [
    'run',
    '--scenario',
    SCENARIO,
    '--seed',
    seed,
    '--steps',
    '4000',
    '--workers',
    '1',
    '--timeout',
    timeout,
    '--no-shrink',
    '--findings',
    folder,
  ];
}

async function killTheVictim(folder: string, isOver: () => boolean): Promise<void> {
  const path = join(folder, 'victim');
  while (!existsSync(path)) {
    if (isOver()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  process.kill(Number(readFileSync(path, 'utf8')), 'SIGKILL');
}

/**
 * Dies once under a seed and looks at what is left: the recorded run must tell the right story, and its replay line must work.
 * Resolves with what is wrong, null if nothing.
 */
export async function dieOnce(way: Way, seed: string): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
  try {
    const env = plantedEnvironment(way, folder);
    const { ended } = startProgram(runOptions(way, seed, folder), env);
    let isOver = false;
    void ended.then(() => (isOver = true));
    if (!way.isOurs) await killTheVictim(folder, () => isOver);
    const run = await ended;
    // Who kills it from outside is no bug of the code under test.
    if (run.code !== (way.isOurs ? 10 : 70)) return `the run ended with ${run.code}:\n${run.output}`;
    return await recordedRunFault(way, seed, folder, run.output, env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function recordedRunFault(way: Way, seed: string, folder: string, output: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const names = readdirSync(folder).filter((name) => name.includes('.ndjson'));
  if (names.length !== 1) return `there are ${names.length} recorded runs:\n${output}`;
  const path = join(folder, names[0]);
  const trace = await readTrace(path);
  if (isRefusal(trace)) return trace.refused;
  const { header, steps } = trace;
  const { finding } = header;
  const judge = way.judge ?? (way.isOurs ? 'no-throw' : 'harness');
  if (finding?.rule !== way.rule || finding.judge !== judge) return `it names ${finding?.judge}/${finding?.rule}`;
  if (header.seed !== seed || header.scenario !== SCENARIO || header.commit === '') return 'it does not say where it comes from';
  if (!/^[0-9a-f]{16}$/.test(header.digest)) return `its digest is ${JSON.stringify(header.digest)}`;
  if (steps.length === 0 || finding.step !== steps.length - 1) return `it has ${steps.length} operations, the last is not ${finding.step}`;
  if (steps[finding.step].op.op !== finding.op) return `it names ${finding.op}`;
  const line = /npm run replay -- (\S+)/.exec(output)?.[1];
  if (line !== path) return `the report offers no replay:\n${output}`;
  const { ended } = startProgram(['replay', '--timeout', way.rule === 'never-hangs' ? '4s' : '60s', line], env);
  const replay = await ended;
  if (replay.code !== (way.isOurs ? 10 : 0)) return `the replay ended with ${replay.code}:\n${replay.output}`;
  if (!replay.output.includes('as recorded')) return `the replay took another way:\n${replay.output}`;
  if (way.isOurs && !replay.output.includes(`reproduced: ${judge}/${way.rule}/${finding.op}`))
    return `the replay found something else:\n${replay.output}`;
  return null;
}
