import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { encodeFrame } from '../../src/index.ts';

const ROOT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../' : '../../../', import.meta.url));
const FIRST_PID = 1000;
const TICK_MS = 5;

/** What is done to the daemon of docs/production.md and to its agents: moments in milliseconds after the first beat. */
export interface DaemonPlan {
  readonly agents: number;
  readonly thresholdMs: number;
  readonly beatEveryMs: number;
  /** When agents stop to beat, and how many. */
  readonly kills: readonly (readonly [atMs: number, count: number])[];
  /** When the daemon is stopped (SIGSTOP), and when it goes on (SIGCONT). */
  readonly stop: readonly [fromMs: number, toMs: number];
  readonly endMs: number;
}

/** Eight seconds: agents killed before, in and after a stop of three. */
export const QUICK_PLAN: DaemonPlan = {
  agents: 200,
  thresholdMs: 1000,
  beatEveryMs: 200,
  kills: [
    [700, 5],
    [2200, 5],
    [3500, 5],
    [5500, 5],
  ],
  stop: [2300, 5300],
  endMs: 8000,
};

/** An agent as the run saw it; moments in milliseconds after the first beat. */
export interface AgentRecord {
  readonly pid: number;
  readonly killedMs: number | null;
  readonly lastBeatMs: number;
  /** Longest time between two of its beats, and from the last to the end where it was not killed. */
  readonly longestGapMs: number;
  /** When each line came that says it is silent. */
  readonly silentMs: readonly number[];
}

/** What came of a run. */
export interface DaemonReport {
  readonly agents: readonly AgentRecord[];
  /** What the daemon served at the end, by name and label. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly exitCode: number | null;
}

/** The program of docs/production.md. */
export function daemonText(): string {
  const page = readFileSync(join(ROOT, 'docs/production.md'), 'utf8');
  const [, text] = /<!-- daemon -->\n+```js\n([^]*?)```/.exec(page) ?? [];
  return text;
}

/** Runs the daemon of docs/production.md, as built, and its agents over real UDP. */
export async function runDaemon(plan: DaemonPlan): Promise<DaemonReport> {
  // Inside the project, so that packages are found from there; in dist, so that nothing else looks at it.
  const folder = mkdtempSync(join(ROOT, 'dist/daemon-'));
  writeFileSync(join(folder, 'watch.mjs'), daemonText());
  const child = spawn(process.execPath, ['watch.mjs'], {
    cwd: folder,
    env: { ...process.env, THRESHOLD_MS: String(plan.thresholdMs) },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Of a run that hangs nothing is left.
    timeout: plan.endMs + 60_000,
    killSignal: 'SIGKILL',
  });
  try {
    return await drive(child, plan);
  } finally {
    // A stopped process would wait with its end until it goes on.
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drive(child: ChildProcess, plan: DaemonPlan): Promise<DaemonReport> {
  if (child.stdout === null) throw new Error('the daemon has no output');
  const lines = createInterface(child.stdout);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the daemon ended with ${code} before its first line`);
  });
  const [first] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  const { udp, metrics } = JSON.parse(first) as { udp: number; metrics: number };
  const fleet = await Fleet.connect(plan, udp);
  lines.on('line', (line) => {
    const { pid, is } = JSON.parse(line) as { pid: number; is: string };
    if (is === 'silent') fleet.silent(pid);
  });
  await fleet.run(child);
  const text = await (await fetch(`http://127.0.0.1:${metrics}`)).text();
  child.kill('SIGTERM');
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  return { agents: fleet.records(), metrics: valuesIn(text), exitCode };
}

function valuesIn(text: string): ReadonlyMap<string, number> {
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(rows.map((row) => [row.slice(0, row.lastIndexOf(' ')), Number(row.slice(row.lastIndexOf(' ') + 1))]));
}

interface Agent {
  readonly pid: number;
  readonly socket: Socket;
  readonly silentMs: number[];
  nonce: bigint;
  dueMs: number;
  killedMs: number | null;
  lastBeatMs: number;
  longestGapMs: number;
}

/** All agents: one socket for each, driven by one timer. */
class Fleet {
  readonly #plan: DaemonPlan;
  readonly #agents: readonly Agent[];
  #startMs = 0;

  constructor(plan: DaemonPlan, sockets: readonly Socket[]) {
    this.#plan = plan;
    this.#agents = sockets.map((socket, nth) => ({
      pid: FIRST_PID + nth,
      socket,
      silentMs: [],
      nonce: 0n,
      dueMs: (nth * plan.beatEveryMs) / sockets.length,
      killedMs: null,
      lastBeatMs: 0,
      longestGapMs: 0,
    }));
  }

  static async connect(plan: DaemonPlan, port: number): Promise<Fleet> {
    const sockets = Array.from({ length: plan.agents }, () => createSocket('udp4'));
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve))));
    return new Fleet(plan, sockets);
  }

  silent(pid: number): void {
    this.#agents[pid - FIRST_PID].silentMs.push(this.#nowMs());
  }

  /** Beats, kills, stops, until the plan is at its end. */
  async run(daemon: ChildProcess): Promise<void> {
    const { kills, stop, endMs } = this.#plan;
    this.#startMs = performance.now();
    const todo = [
      ...kills.map(([atMs, count]) => ({ atMs, act: () => this.#kill(count) })),
      { atMs: stop[0], act: () => daemon.kill('SIGSTOP') },
      { atMs: stop[1], act: () => daemon.kill('SIGCONT') },
    ].sort((a, b) => a.atMs - b.atMs);
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const nowMs = this.#nowMs();
        while (todo.length > 0 && todo[0].atMs <= nowMs) todo.shift()?.act();
        for (const agent of this.#agents) if (agent.killedMs === null && agent.dueMs <= nowMs) this.#beat(agent);
        if (nowMs < endMs) return;
        clearInterval(timer);
        resolve();
      }, TICK_MS);
    });
    for (const { socket } of this.#agents) socket.close();
  }

  records(): AgentRecord[] {
    return this.#agents.map(({ pid, killedMs, lastBeatMs, longestGapMs, silentMs }) => {
      const lastGapMs = killedMs === null ? this.#plan.endMs - lastBeatMs : 0;
      return { pid, killedMs, lastBeatMs, longestGapMs: Math.max(longestGapMs, lastGapMs), silentMs };
    });
  }

  #nowMs(): number {
    return performance.now() - this.#startMs;
  }

  #kill(count: number): void {
    const living = this.#agents.filter(({ killedMs }) => killedMs === null);
    const step = Math.floor(living.length / count);
    for (let nth = 0; nth < count; nth++) living[nth * step].killedMs = this.#nowMs();
  }

  #beat(agent: Agent): void {
    agent.nonce++;
    agent.socket.send(encodeFrame({ status: 'ok', pid: agent.pid, timestamp: 0n, nonce: agent.nonce, payload: 0 }));
    const nowMs = this.#nowMs();
    if (agent.nonce > 1n) agent.longestGapMs = Math.max(agent.longestGapMs, nowMs - agent.lastBeatMs);
    agent.lastBeatMs = nowMs;
    agent.dueMs += this.#plan.beatEveryMs;
  }
}
