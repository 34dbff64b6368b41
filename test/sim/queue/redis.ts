import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Whether there is a `redis-server`; root gets Debian's package installed. */
export function hasRedisServer(): boolean {
  const has = (): boolean => spawnSync('redis-server', ['--version'], { timeout: 5000 }).status === 0;
  if (has()) return true;
  if (process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { env, timeout: 120_000 });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], { env, timeout: 120_000 });
  }
  if (has()) return true;
  process.stderr.write('SKIPPED: campaigns over a queue were not tried: there is no redis-server, and it cannot be installed here\n');
  return false;
}

/** A Redis server of a test: in a folder of its own, on a free port of the loopback address. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  readonly #args: readonly string[];
  #process: ChildProcess;
  #client: Redis | null = null;

  private constructor(port: number, folder: string, args: readonly string[]) {
    [this.port, this.#folder, this.#args] = [port, folder, args];
    this.#process = this.#spawn();
  }

  /** Starts one. `keeps` is whether it writes an append-only file, so that a restart loses nothing. */
  static async start({ keeps = false }: { readonly keeps?: boolean } = {}): Promise<RedisServer> {
    const persistence = keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
    const server = new RedisServer(await freePort(), mkdtempSync(join(tmpdir(), 'redis-test-')), ['--save', '', ...persistence]);
    await server.#untilUp();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get client(): Redis {
    return (this.#client ??= new Redis({ port: this.port, maxRetriesPerRequest: null }).on('error', () => {}));
  }

  /** Kills it, and starts it again after so long. */
  async restart(pauseMs = 0): Promise<void> {
    this.#process.kill('SIGKILL');
    await new Promise((resolve) => this.#process.once('exit', resolve));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    this.#process = this.#spawn();
    await this.#untilUp();
  }

  async stop(): Promise<void> {
    this.#client?.disconnect();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGKILL');
      await new Promise((resolve) => this.#process.once('exit', resolve));
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #spawn(): ChildProcess {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder, '--maxmemory-policy', 'noeviction'];
    return spawn('redis-server', [...own, ...this.#args], { stdio: 'ignore' });
  }

  async #untilUp(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const answer = spawnSync('redis-cli', ['-p', String(this.port), 'ping'], { encoding: 'utf8', timeout: 2000 });
      if (answer.stdout?.trim() === 'PONG') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('redis-server does not answer');
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
