import { spawn } from 'node:child_process';
import { startWatched, type ProcessEnd } from '../../subject/process-group.ts';

/** How a process is run. */
export interface StepProcess {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Time after which it is ended, milliseconds. */
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

/** How it ended, and what it has said. */
export interface StepEnd extends ProcessEnd {
  readonly out: string;
  readonly err: string;
  readonly isLate: boolean;
}

const OUTPUT_MAX = 2 ** 24;

/** Runs a program of Node, with all that it starts as one group that ends with this process. Never rejects. */
export async function runStep({ args, cwd, timeoutMs, stop }: StepProcess): Promise<StepEnd> {
  const { child, group } = startWatched(() =>
    spawn(process.execPath, args, { cwd, env: environment(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  const said = [child.stdout, child.stderr].map((stream) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (piece: string) => {
      if (text.length < OUTPUT_MAX) text += piece;
    });
    return () => text;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    group.signal('SIGKILL');
  }, timeoutMs);
  const end = (): void => group.signal('SIGKILL');
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) end();
  const ended = await group.ended;
  clearTimeout(timer);
  stop.removeEventListener('abort', end);
  return { ...ended, out: said[0](), err: said[1](), isLate };
}

/** Without what has the program of a revision run other code than its own, or another repository asked. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VARTA_SIM_|GIT_|GITHUB_|NODE_OPTIONS$|FORCE_COLOR$)/.test(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1' };
}
