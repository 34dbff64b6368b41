import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { beat, LEN, table } from '../../../../sim/conformance/clauses/clause.ts';
import { UsageError } from '../../../../sim/data/command-line/usage-error.ts';
import type { TrackerConnection } from '../../../../sim/subject/foreign/tracker-connection.ts';
import { openProgram } from '../../../../sim/subject/foreign/tracker-program.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const FAULTY = fileURLToPath(new URL('faulty-tracker.mjs', import.meta.url));
// As it was built: a thread is a program.
const THREAD = new URL('../../../../dist/sim/subject/foreign/program-thread.js', import.meta.url);
const ASKED = [table(2), beat(2, 1, 0), LEN];

function open(how: string, silenceMs = 5000): TrackerConnection {
  const connection = openProgram(`exec "${process.execPath}" "${FAULTY}" ${how}`, { silenceMs, threadUrl: THREAD });
  onTestFinished(() => connection.close());
  return connection;
}

const WAIT = { timeout: 10_000, interval: 50 };

function isAlive(pid: number): boolean {
  try {
    // One that nobody has taken leave of is dead.
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('openProgram', () => {
  it.each([
    ['does not exist', 'exec /nowhere/to/be/found', /did not answer hello: it ended with status 127/],
    ['ends at once', `exec "${process.execPath}" "${FAULTY}" ends-at-once`, /did not answer hello: it ended with status 2/],
    ['says nothing', `exec "${process.execPath}" "${FAULTY}" silent-from-the-start`, /did not answer hello: no sign of life for 1\.5 s/],
    ['answers hello wrongly', `exec "${process.execPath}" "${FAULTY}" bad-hello`, /answered hello wrongly: hello\.protocol must be/],
  ])('refuses a program that %s, with a sentence', (_, command, message) => {
    const opening = (): unknown => openProgram(command, { silenceMs: 1500, threadUrl: THREAD });
    expect(opening).toThrow(UsageError);
    expect(opening).toThrow(message);
  });

  it('takes one that does not know hello for one that speaks version 1', () => {
    expect(open('no-hello').hello).toMatchObject({ protocol: 1, options: [] });
  });

  it.each([
    ['dies', 'keeps-running', /it ended with status 3/, 2],
    ['is-killed', 'keeps-running', /it was ended by SIGKILL/, 2],
    ['complains', 'keeps-running', /it ended with status 101/, 2],
    ['hangs', 'keeps-answering', /no sign of life for 1 s/, 2],
    ['half-a-line', 'keeps-running', /it ended with status 0/, 2],
    ['no-newline', 'reply-is-a-line', /longer than 1048576 bytes/, 2],
    ['not-utf8', 'reply-is-a-line', /not valid UTF-8/, 2],
    ['wrong-stream', 'keeps-answering', /no sign of life/, 2],
    ['drips', 'keeps-answering', /no sign of life/, 2],
    ['complains-for-ever', 'keeps-answering', /no sign of life/, 2],
    ['closes-its-input', 'keeps-answering', /no sign of life/, 2],
    ['one-too-many', 'one-reply-each', /a line more than it was asked for/, 2],
  ] as const)('has one verdict for one that %s', (how, rule, got, answered) => {
    const connection = open(how, 1000);
    const { replies, fault } = connection.submit(ASKED)();
    expect(fault).toMatchObject({ rule, got: expect.stringMatching(got) as unknown });
    expect(replies).toHaveLength(answered);
    expect(fault?.lastLines.length).toBeGreaterThan(0);
    expect(fault?.lastLines.length).toBeLessThanOrEqual(32);
    // What this run has asked beside it is not asked, and the next run is with a fresh process.
    expect(connection.submit(ASKED)()).toMatchObject({ replies: [], fault: { rule } });
    connection.begin();
    expect(connection.submit(ASKED.slice(0, 2))()).toEqual({ replies: ['{"ok":true}', '{"update":"inserted"}'], fault: null });
  });

  it('has requests of a run in flight, and passes over those that the run has left', () => {
    const connection = open('well');
    const [left, first, second] = [connection.submit(ASKED), connection.submit(ASKED), connection.submit(ASKED)];
    expect(first().replies).toHaveLength(3);
    expect(second().fault).toBeNull();
    expect(left).toBeTypeOf('function');
    connection.begin();
    expect(connection.submit(ASKED.slice(0, 1))()).toEqual({ replies: ['{"ok":true}'], fault: null });
  });

  it('leaves what is no JSON to whoever compares', () => {
    expect(open('garbage').submit(ASKED)()).toEqual({
      replies: ['{"ok":true}', '{"update":"inserted"}', 'Segmentation fault'],
      fault: null,
    });
  });

  it('sees a reply that came before its request', () => {
    expect(() => open('too-early')).toThrow(/answered hello wrongly|replied before it was asked|a line more/);
  });

  it('leaves no process behind, not one that ignores SIGTERM nor what it has started', async () => {
    const pidFile = join(scratchFolder(onTestFinished), 'pids');
    const connection = open(`stays "${pidFile}"`);
    await vi.waitUntil(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').includes(' '), WAIT);
    const pids = readFileSync(pidFile, 'utf8').split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    connection.close();
    await vi.waitUntil(() => !pids.some(isAlive), WAIT);
  });
});
