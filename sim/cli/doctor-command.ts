import type { Arguments } from '../data/command-line/arguments.ts';
import type { Command } from '../data/command-line/program.ts';
import { availableParallelism, freemem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CHECKS } from '../gate/doctor/checks.ts';
import { wrong, type Diagnosis, type Place } from '../gate/doctor/check.ts';
import { projectRoot } from '../data/project-root.ts';
import { currentCommit } from '../findings/commit.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { paint, type Output, type CommandContext } from '../data/command-line/output.ts';
import { UsageError } from '../data/command-line/usage-error.ts';

export const DOCTOR: Command<ExitCode> = {
  name: 'doctor',
  line: 'npm run -s varta-sim -- doctor',
  summary: 'Looks whether everything is there that this needs, and says what to do where it is not.',
  options: {
    findings: { value: 'DIR', help: 'folder for the traces of findings; default findings' },
    json: { value: null, help: 'print one JSON object, and nothing else' },
  },
  run: doctorCommand,
};

/** `doctor`: one line for each thing that a set-up needs. */
async function doctorCommand(given: Arguments, { out }: CommandContext): Promise<ExitCode> {
  const place = placeHere(given.text('findings') ?? 'findings');
  const found: { readonly name: string; readonly diagnosis: Diagnosis }[] = [];
  for (const { name, examine } of CHECKS) {
    const diagnosis = await examineSafely(examine, place);
    found.push({ name, diagnosis });
    if (!given.has('json')) out.write(formatDiagnosis(name, diagnosis, out));
  }
  const sick = found.filter(({ diagnosis }) => !diagnosis.ok);
  const exit = sick.length === 0 ? EXIT.ok : EXIT.internal;
  if (given.has('json')) out.write(`${JSON.stringify({ checks: found.map(({ name, diagnosis }) => ({ name, ...diagnosis })), exit })}\n`);
  else
    out.write(
      sick.length === 0
        ? `\n${paint(out, 'green', 'ok')} · ${found.length} checks\n`
        : `\n${paint(out, 'red', 'wrong')} · ${sick.length} of ${found.length} checks\n`,
    );
  return exit;
}

function placeHere(findingsFolder: string): Place {
  const root = projectRoot();
  if (root === null) throw new UsageError('doctor: it looks at the folder of the project, and this is a copy of the program outside of it');
  return {
    root,
    nodeVersion: process.versions.node,
    cores: availableParallelism(),
    freeMb: Math.round(freemem() / 1_048_576),
    findingsFolder,
    commit: currentCommit(),
    mainPath: fileURLToPath(new URL('./main.js', import.meta.url)),
    workerUrl: new URL('../campaign/worker.js', import.meta.url),
  };
}

/** A check that fails itself has found something too. */
async function examineSafely(examine: (place: Place) => Diagnosis | Promise<Diagnosis>, place: Place): Promise<Diagnosis> {
  try {
    return await examine(place);
  } catch (error) {
    return wrong(error instanceof Error ? error.message.split('\n')[0] : String(error), 'clone the project anew and run npm ci');
  }
}

function formatDiagnosis(name: string, { ok, says, cure }: Diagnosis, out: Output): string {
  const verdict = ok ? paint(out, 'green', 'ok   ') : paint(out, 'red', 'wrong');
  return `${verdict}  ${name.padEnd(9)}${says}${ok ? '' : `: ${cure}`}\n`;
}
