import { availableParallelism, freemem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Arguments } from '../data/command-line/arguments.ts';
import { paint, type CommandContext, type Output } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { countOf } from '../data/count.ts';
import { inProject, packageRoot } from '../data/project-root.ts';
import { queueCheck } from '../gate/doctor-queue.ts';
import { CHECKS, diagnose, type Diagnosis, type SetUp } from '../gate/doctor.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { printable } from '../data/quoting/printable.ts';
import { queueAddress } from './queue-option.ts';
import { answer, JSON_OPTION } from './options.ts';

export const DOCTOR: Command<ExitCode> = {
  name: 'doctor',
  summary: 'Checks what a set-up needs and only this program can tell, and says what to do where something is wrong.',
  options: {
    findings: { value: 'DIR', help: 'folder for the traces of findings; default findings' },
    queue: { value: 'URL', help: 'look at a queue too: redis:// or rediss://' },
    json: JSON_OPTION,
  },
  run: doctorCommand,
};

/** `doctor`: one line for each check. */
async function doctorCommand(given: Arguments, { out }: CommandContext): Promise<ExitCode> {
  const setUp = setUpHere(given.text('findings') ?? inProject('findings'));
  const made: ({ readonly name: string } & Diagnosis)[] = [];
  const checks = given.has('queue') ? [...CHECKS, queueCheck(queueAddress('doctor', given))] : CHECKS;
  for (const check of checks) {
    const diagnosis = await diagnose(check, setUp);
    made.push({ name: check.name, ...diagnosis });
    if (!given.has('json')) out.write(formatDiagnosis(check.name, diagnosis, out));
  }
  const failed = made.filter(({ ok }) => !ok).length;
  const exit = failed === 0 ? EXIT.ok : EXIT.internal;
  const verdict = failed === 0 ? paint(out, 'green', 'ok') : `${paint(out, 'red', 'wrong')} · ${failed} of`;
  answer(given, { out }, { checks: made, exit }, () => `\n${verdict}${failed === 0 ? ' ·' : ''} ${countOf(made.length, 'check')}\n`);
  return exit;
}

function setUpHere(findingsFolder: string): SetUp {
  const root = packageRoot();
  if (root === null) throw new UsageError('doctor: it looks at the folder of the project, and this is a copy of the program outside of it');
  return {
    root,
    cores: availableParallelism(),
    freeMb: Math.round(freemem() / 1_048_576),
    findingsFolder,
    mainPath: fileURLToPath(new URL('./main.js', import.meta.url)),
    workerUrl: new URL('../campaign/worker.js', import.meta.url),
  };
}

function formatDiagnosis(name: string, { ok, detail, hint }: Diagnosis, out: Output): string {
  return `${ok ? paint(out, 'green', 'ok   ') : paint(out, 'red', 'wrong')}  ${name.padEnd(9)}${printable(`${detail}${ok ? '' : `: ${hint}`}`)}\n`;
}
