import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { messageOf } from '../../data/describe-thrown.ts';

const run = promisify(execFile);

/** What git says at most, bytes. */
const OUTPUT_MAX = 2 ** 26;

/** How git answered: its output, or the first line of what it complained of. */
export type GitAnswer = { readonly output: string } | { readonly fault: string };

/** Asks git, which reads and never writes there: no lock is taken to refresh an index. `env` is added to the environment. Never rejects. */
export async function askGit(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<GitAnswer> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      maxBuffer: OUTPUT_MAX,
      env: { ...gitEnvironment(), ...env },
    });
    return { output: stdout };
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const line = said.split('\n').find((one) => one.trim() !== '') ?? '';
    return { fault: line.replace(/^(fatal|error): /, '') || messageOf(error) };
  }
}

/** The same, where anything but an answer is the caller's mistake. Rejects with a {@link UsageError}. */
export async function git(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const answer = await askGit(folder, args, env);
  if ('fault' in answer) throw new UsageError(`bisect: git ${args[0]}: ${answer.fault}`);
  return answer.output;
}

/** Without what points git at another repository, as in a hook. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, GIT_PREFIX: _prefix, ...others } = process.env;
  return { ...others, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
}
