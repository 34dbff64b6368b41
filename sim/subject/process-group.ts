import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

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

  /**
   * `isWatched` is for a program that does not watch itself whether this process lives: another one ends the group if this
   * process ends, also when it is killed.
   */
  constructor(leader: ChildProcess, { isWatched = false }: { readonly isWatched?: boolean } = {}) {
    this.#leader = leader;
    if (leader.pid !== undefined) groups.add(leader.pid);
    const unwatch = isWatched && leader.pid !== undefined ? watchFor(leader.pid) : (): void => {};
    this.ended = new Promise((resolve) => {
      leader.once('error', ({ message }) => {
        if (leader.pid === undefined) resolve({ code: null, signal: null, startFault: message });
      });
      leader.once('exit', (code, signal) => {
        const end = (): void => {
          clearTimeout(timer);
          unwatch();
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

/** Has a shell wait for the end of this process, and end the group then. The returned function takes that back. */
function watchFor(pid: number): () => void {
  const watcher = spawn('/bin/sh', ['-c', 'read -r nothing; kill -KILL "-$0"', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  watcher.unref();
  (watcher.stdin as Socket).unref();
  return () => void watcher.kill('SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone, with all that it started.
  }
}
