import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Answer, Engine, Task } from './compare.ts';

/** The package that brings the program, fetched by npm when it is needed. */
const PACKAGE = 'bun@1.4.5';

/** A task a line in, an answer a line out. */
const LOOP = `
console.log(JSON.stringify({ version: 'Bun/' + Bun.version }));
for await (const line of console) {
  const task = JSON.parse(line);
  let answer;
  try {
    answer = task.kind === 'record' ? vartaRecorder.record(task.job) : vartaRecorder.tellSteps(task.job, task.from, task.to);
  } catch (error) {
    answer = { failed: String(error) };
  }
  console.log(JSON.stringify(answer));
}
`;

/** Bun, whose engine is JavaScriptCore, with the script that browsers run. */
export class BunEngine implements Engine {
  readonly name = 'Bun';
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  readonly #folder = mkdtempSync(join(tmpdir(), 'engine-'));
  #version = '';

  private constructor(script: string) {
    const file = join(this.#folder, 'recorder.js');
    writeFileSync(file, `${script}\n${LOOP}`);
    this.#child = spawn('npm', ['exec', '--yes', `--package=${PACKAGE}`, '--', 'bun', file], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    this.#reader = createInterface(this.#child.stdout);
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Starts Bun. Rejects with a sentence where the package brings no program that runs here. */
  static async start(script: string): Promise<BunEngine> {
    const engine = new BunEngine(script);
    const first = await engine.#lines.next();
    if (first.done === true) {
      await engine.close();
      throw new Error(`${PACKAGE} brings no program that runs here`);
    }
    ({ version: engine.#version } = JSON.parse(first.value) as { version: string });
    return engine;
  }

  get version(): string {
    return this.#version;
  }

  async ask(task: Task): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(task)}\n`);
    const { done, value } = await this.#lines.next();
    return done === true ? { failed: 'Bun ended' } : (JSON.parse(value) as Answer);
  }

  /** Ends it with all its processes. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.pid !== undefined) {
      const gone = once(this.#child, 'exit');
      process.kill(-this.#child.pid, 'SIGKILL');
      await gone;
    }
    this.#reader.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
