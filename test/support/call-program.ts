import { spawn, type ChildProcess } from 'node:child_process';

/** What a program wrote, and with which code it ended; the code is null if a signal ended it. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Where and how to call a program. */
export interface CallOptions {
  readonly cwd: string;
  /** Set beside the variables of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** After which it is killed, milliseconds; default five minutes. */
  readonly timeoutMs?: number;
  /** Called with the process as soon as there is one. */
  readonly whenBegun?: (child: ChildProcess) => void;
}

/** Calls Node with these arguments, standard input closed. Rejects if it cannot be started. */
export function callNode(args: readonly string[], { cwd, env = {}, timeoutMs = 300_000, whenBegun }: CallOptions): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    whenBegun?.(child);
  });
}
