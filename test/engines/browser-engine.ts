import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, Engine, Task } from './compare.ts';

/** A browser that Debian packages. */
export interface BrowserKind {
  readonly name: string;
  readonly program: string;
  /** Arguments that make it run without a window, with a profile in a folder of its own. */
  readonly args: (profile: string, url: string) => readonly string[];
}

/** Both as `npm run browsers` installs them. */
export const BROWSERS: readonly BrowserKind[] = [
  {
    name: 'Chromium',
    program: '/usr/bin/chromium',
    args: (profile, url) => ['--headless=new', '--no-sandbox', '--no-first-run', '--disable-gpu', `--user-data-dir=${profile}`, url],
  },
  {
    name: 'Firefox',
    program: '/usr/bin/firefox-esr',
    args: (profile, url) => ['--headless', '--no-remote', '--profile', profile, url],
  },
];

/** A tab that is at work for long is none that hangs, and nothing is asked of the network. */
const FIREFOX_PREFERENCES = `user_pref("dom.max_script_run_time", 0);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
`;

/** The page: a task, an answer, the next task, until there are no more. */
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>recorder</title><script src="/engine.js"></script><script type="module">
let answer = { agent: navigator.userAgent };
for (;;) {
  const task = await (await fetch('/turn', { method: 'POST', body: JSON.stringify(answer) })).json();
  if (task.kind === 'end') break;
  try {
    answer = task.kind === 'record' ? vartaRecorder.record(task.job) : vartaRecorder.tellSteps(task.job, task.from, task.to);
  } catch (error) {
    answer = { failed: String(error) };
  }
}
</script></html>`;

const SILENT_MS = 120_000;

/** A browser without a window that takes tasks from a server of this process, on the loopback interface alone. */
export class BrowserEngine implements Engine {
  readonly name: string;
  readonly #server: Server;
  #child: ChildProcess | null = null;
  readonly #profile: string;
  /** What the page waits with, until it is given its next task. */
  #page: ((task: Task | { kind: 'end' }) => void) | null = null;
  #answered: ((answer: Answer) => void) | null = null;
  #agent: ((agent: string) => void) | null = null;
  #version = '';

  private constructor({ name }: BrowserKind, script: string) {
    this.name = name;
    this.#profile = mkdtempSync(join(tmpdir(), 'engine-'));
    writeFileSync(join(this.#profile, 'user.js'), FIREFOX_PREFERENCES);
    this.#server = createServer((request, response) => {
      if (request.method === 'POST') {
        void this.#turn(request).then((task) => response.end(JSON.stringify(task)));
        return;
      }
      const isScript = request.url === '/engine.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : PAGE);
    });
  }

  async #open({ program, args }: BrowserKind): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    const env = { ...process.env, HOME: this.#profile, MOZ_HEADLESS: '1' };
    this.#child = spawn(program, args(this.#profile, `http://127.0.0.1:${port}/`), { stdio: 'ignore', detached: true, env });
  }

  /** Starts a browser, and resolves once its page asks for work. Rejects with a sentence where it is not installed, or stays silent. */
  static async start(kind: BrowserKind, script: string): Promise<BrowserEngine> {
    if (!existsSync(kind.program)) throw new Error(`there is no ${kind.program}: npm run browsers installs it`);
    const engine = new BrowserEngine(kind, script);
    try {
      const agent = new Promise<string>((resolve) => (engine.#agent = resolve));
      await engine.#open(kind);
      engine.#version = await withinTime(agent, `${kind.name} opened no page`);
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  /** What it says that it is, such as `Firefox/153.0`. */
  get version(): string {
    return /(?:Firefox|Chrome)\/[\d.]+/.exec(this.#version)?.[0] ?? this.#version;
  }

  async ask(task: Task): Promise<Answer> {
    const give = this.#page;
    this.#page = null;
    const answer = new Promise<Answer>((resolve) => (this.#answered = resolve));
    give?.(task);
    return withinTime(answer, `${this.name} gave no answer`);
  }

  /** Ends the browser with all its processes, and removes its profile. */
  async close(): Promise<void> {
    this.#page?.({ kind: 'end' });
    if (this.#child !== null && this.#child.exitCode === null && this.#child.pid !== undefined) {
      const gone = once(this.#child, 'exit');
      // Its own group: it was started as its leader.
      process.kill(-this.#child.pid, 'SIGKILL');
      await gone;
    }
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async #turn(request: IncomingMessage): Promise<Task | { kind: 'end' }> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const answer = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Answer | { readonly agent: string };
    const next = new Promise<Task | { kind: 'end' }>((resolve) => (this.#page = resolve));
    if ('agent' in answer) this.#agent?.(answer.agent);
    else this.#answered?.(answer);
    return next;
  }
}

async function withinTime<T>(work: Promise<T>, sentence: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${sentence} for ${SILENT_MS / 1000} s`)), SILENT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
