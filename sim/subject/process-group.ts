import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/** How a process ended. */
export interface ProcessEnd {
  /** Null if a signal ended it, or if it could not be started. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be started; null if it could. */
  readonly startFault: string | null;
}

/** Time for the output of a process to arrive after its end, milliseconds: a process that it left behind may hold the pipes open. */
const OUTPUT_MS = 1000;

const groups = new Set<number>();
process.on('exit', () => {
  for (const pid of groups) signalGroup(pid, 'SIGKILL');
});

/**
 * A process that was started `detached`, as the leader of a group of its own: a signal to the group of this process does not
 * reach it, what it starts ends with it, and all of it with this process.
 */
export class ProcessGroup {
  /** Resolves once the process has ended, everything that it wrote has arrived, and what it left behind is ended. Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  readonly #leader: ChildProcess;

  /** `leader` watches itself whether this process lives, and ends if not; see {@link startWatched} for one that does not. */
  constructor(leader: ChildProcess, watcher: Watcher | null = null) {
    this.#leader = leader;
    if (leader.pid !== undefined) {
      groups.add(leader.pid);
      watcher?.stdin.write(`${leader.pid}\n`);
    }
    this.ended = new Promise((resolve) => {
      leader.once('error', ({ message }) => {
        if (leader.pid !== undefined) return;
        watcher?.kill('SIGKILL');
        resolve({ code: null, signal: null, startFault: message });
      });
      leader.once('exit', (code, signal) => {
        const end = (): void => {
          clearTimeout(timer);
          watcher?.kill('SIGKILL');
          this.signal('SIGKILL');
          if (leader.pid !== undefined) groups.delete(leader.pid);
          resolve({ code, signal, startFault: null });
        };
        const timer = setTimeout(end, OUTPUT_MS);
        leader.once('close', end);
      });
    });
  }

  /** Sends a signal to the process and all that it started; once {@link ended} it does nothing. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#leader;
    if (pid !== undefined && groups.has(pid)) signalGroup(pid, signal);
  }
}

type Watcher = ChildProcessByStdio<Writable, null, null>;

/**
 * Has `start` start a process as {@link ProcessGroup} wants it, which does not watch itself whether this process lives: a shell ends
 * its group when this process ends, also when it is killed. The shell is there before the process is: only who is
 * killed while the process starts, some milliseconds, leaves it behind.
 */
export function startWatched<P extends ChildProcess>(start: () => P): { readonly child: P; readonly group: ProcessGroup } {
  const watcher = spawn('/bin/sh', ['-c', 'read -r group; read -r nothing; kill -KILL "-$group"'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  watcher.unref();
  (watcher.stdin as Socket).unref();
  const child = start();
  return { child, group: new ProcessGroup(child, watcher) };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone, with all that it started.
  }
}
