import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '../../../../dist/sim/cli/main.js');

/** The command as `npm test` has built it. */
function start(): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, 'serve']);
}

const NEW = '{"op":"new","capacity":1,"policy":"strict","window":1}\n';

describe('varta-sim serve', () => {
  it('answers everything that was written ahead, and ends with status 0', async () => {
    const child = start();
    const replies = text(child.stdout);
    const complaints = text(child.stderr);
    child.stdin.end(NEW + '{"op":"len"}\n'.repeat(50_000));
    const [status] = (await once(child, 'close')) as [number];
    expect(await replies).toBe(`{"ok":true}\n${'{"value":0}\n'.repeat(50_000)}`);
    expect([status, await complaints]).toEqual([0, '']);
  });

  it('ends with status 0 and without a word when its reader goes away', async () => {
    const child = start();
    const complaints = text(child.stderr);
    child.stdin.on('error', () => {});
    child.stdout.once('data', () => child.stdout.destroy());
    const feed = setInterval(() => child.stdin.write('{"op":"len"}\n'.repeat(1000)), 1);
    const [status] = (await once(child, 'close')) as [number];
    clearInterval(feed);
    expect([status, await complaints]).toEqual([0, '']);
  });
});
