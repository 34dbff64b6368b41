import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { WorkerTasks } from '../campaign/worker.ts';
import { programLine } from '../data/command-line/program-line.ts';
import { messageOf } from '../data/describe-thrown.ts';
import { SeededEntropy } from '../data/entropy/seeded-entropy.ts';
import { probeReports } from '../data/probe-reports.ts';
import { isInstalled } from '../data/project-root.ts';
import { Child } from '../process/child.ts';
import { Digest } from '../run/digest.ts';

// What npm, git and the compiler say anyway (the version of Node, packages, the build, the commit) is not checked here.

/** What mends a set-up that is damaged. */
const ANEW = isInstalled() ? 'install varta-sim anew' : 'clone the project anew and run npm ci';

/** What a check came to. */
export interface Diagnosis {
  readonly ok: boolean;
  /** What was measured, in a few words. */
  readonly detail: string;
  /** What to do about it; empty where nothing is wrong. */
  readonly hint: string;
}

/** The set-up that is checked. */
export interface SetUp {
  /** Folder of the project. */
  readonly root: string;
  readonly cores: number;
  readonly freeMb: number;
  /** Where traces of findings go. */
  readonly findingsFolder: string;
  /** The built program, and the program of a worker. */
  readonly mainPath: string;
  readonly workerUrl: URL;
}

/** One thing that a set-up needs. */
export interface Check {
  readonly name: string;
  readonly examine: (setUp: SetUp) => Diagnosis | Promise<Diagnosis>;
}

/** Checks that no other tool makes, in their order. */
export const CHECKS: readonly Check[] = [
  { name: 'entropy', examine: () => checkEntropy() },
  { name: 'findings', examine: checkFindings },
  { name: 'cores', examine: checkCores },
  { name: 'memory', examine: checkMemory },
  { name: 'worker', examine: checkWorker },
  { name: 'digest', examine: checkDigest },
];

/** Makes one check. One that fails itself has found something too. Never rejects. */
export async function diagnose({ examine }: Check, setUp: SetUp): Promise<Diagnosis> {
  try {
    return await examine(setUp);
  } catch (error) {
    return fault(messageOf(error).split('\n')[0], ANEW);
  }
}

function fine(detail: string): Diagnosis {
  return { ok: true, detail, hint: '' };
}

function fault(detail: string, hint: string): Diagnosis {
  return { ok: false, detail, hint };
}

const DRAWS = 1000;
/** What the draws below come to on every machine. */
const KNOWN = 'a0fef02de681c139';

/** Whether a seed gives the draws that it gives everywhere. `known` is what they come to. */
export function checkEntropy(known: string = KNOWN): Diagnosis {
  const entropy = new SeededEntropy('doctor', 'self-test');
  const digest = new Digest();
  for (let at = 0; at < DRAWS; at++) digest.u32(entropy.int(0, 2 ** 31 - 1));
  return digest.hex === known
    ? fine(`${DRAWS} draws as everywhere`)
    : fault(`a seed comes to ${digest.hex} here, ${known} elsewhere`, `${ANEW}: seedrandom is another than the locked one, or was changed`);
}

/** Whether a finding could be saved. */
async function checkFindings({ findingsFolder }: SetUp): Promise<Diagnosis> {
  try {
    await probeReports({ folders: [findingsFolder] });
    return fine(`${findingsFolder} can be written to`);
  } catch (error) {
    return fault(messageOf(error), `make room and allow writing in ${findingsFolder}, or name another folder with --findings`);
  }
}

/** How many cores there are. One will do. */
function checkCores({ cores }: SetUp): Diagnosis {
  if (cores < 1) return fault(`${cores}`, 'let this process run on a core at least');
  return fine(cores === 1 ? '1: give verify more time, such as --budget 6m' : String(cores));
}

/** Memory below which a campaign may not get through, MB. */
const FREE_LEAST_MB = 512;

/** Whether there is memory for a campaign. */
function checkMemory({ freeMb }: SetUp): Diagnosis {
  return freeMb < FREE_LEAST_MB ? fault(`${freeMb} MB free`, `make ${FREE_LEAST_MB} MB free`) : fine(`${freeMb} MB free`);
}

const ANSWER_MS = 10_000;

/** Whether a worker of a campaign starts and answers. */
async function checkWorker({ workerUrl }: SetUp): Promise<Diagnosis> {
  const child = new Child<WorkerTasks>(workerUrl);
  const outcome = await child.ask(
    'setUp',
    { settings: { check: 'cheap', knobs: {}, stepsMax: null, scenarios: [] }, module: null },
    { deadlineMs: ANSWER_MS },
  );
  await child.kill();
  if (outcome !== null && 'answer' in outcome) return fine('starts and answers');
  return fault(
    outcome?.exit.got ?? 'it was given up',
    `see that this user may start processes (ulimit -u) and that there is memory for them; then ${isInstalled() ? ANEW : 'run npm run build'}`,
  );
}

const RUN = ['run', '--scenario', 'tiny-tables', '--seed', 'doctor', '--for', '200ms', '--workers', '1', '--json'];
/** Time zones and languages as unlike each other as can be. */
const ENVIRONMENTS = [
  { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
  { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
];
const RUN_MS = 30_000;

/** Whether a small run comes to the same in other time zones and languages. */
async function checkDigest({ mainPath, root }: SetUp): Promise<Diagnosis> {
  try {
    const [here, there] = await Promise.all(ENVIRONMENTS.map((env) => digestIn(env, mainPath, root)));
    if (here === there) return fine(`${here} in every time zone and language`);
    return fault(
      `${here} in one time zone and language, ${there} in another`,
      `something reads its environment: ${programLine('run')} --rerun shows what`,
    );
  } catch (error) {
    const lines = messageOf(error).trim().split('\n');
    const text = lines.find((line) => /Error|varta-sim:/.test(line)) ?? lines[0];
    return fault(
      `a small run does not come to its end: ${text}`,
      `${isInstalled() ? ANEW : 'run npm run build'}, then ${programLine('run')} --scenario tiny-tables --seed doctor`,
    );
  }
}

async function digestIn(env: Readonly<Record<string, string>>, mainPath: string, root: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [mainPath, ...RUN], {
    cwd: root,
    // It writes no summary of GitHub Actions.
    env: { ...process.env, GITHUB_ACTIONS: '', ...env },
    timeout: RUN_MS,
  });
  return (JSON.parse(stdout) as { readonly digest: string }).digest;
}
