import { beforeEach, afterEach, expect, it, vi } from 'vitest';
import { LiveStats } from '../../../fuzz/cli/live-stats.ts';
import type { SessionStats } from '../../../fuzz/engine/session.ts';
import type { Output } from '../../../sim/data/command-line/output.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const stats = { executions: 1, elapsedMs: 1000, corpus: 0, found: 0, covered: 0, counters: 0, features: 0, sinceNewMs: 0 } as SessionStats;
const TAKEN_AWAY = '\r\u001b[K';

function recorded(isTerminal: boolean): { readonly output: Output; readonly said: string[] } {
  const said: string[] = [];
  const output = {
    write: (text: string) => said.push(text),
    raw: (text: string) => said.push(text),
    isTerminal,
    hasColor: false,
    columns: 80,
  };
  return { output, said };
}

/** The targets that were told of, in order, each once for lines in a row. */
function turnsOf(said: readonly string[]): readonly string[] {
  const names = said.map((text) => text.replace('\r', '').split(' ')[0]);
  return names.filter((name, at) => name !== names[at - 1]);
}

it('LiveStats shows those that run in turn on a terminal, and makes room for what is written', () => {
  const { output, said } = recorded(true);
  const live = new LiveStats(output);
  const hide = ['one', 'two'].map((target) => live.show(target, { stats }));
  vi.advanceTimersByTime(7900);
  expect([said.length, new Set(turnsOf(said)), turnsOf(said).length]).toEqual([39, new Set(['one', 'two']), 4]);
  said.length = 0;
  live.above(output).write('a line\n');
  live.above(output).write('another\n');
  expect(said.splice(0)).toEqual([TAKEN_AWAY, 'a line\n', 'another\n']);
  vi.advanceTimersByTime(200);
  hide[0]();
  expect(said.splice(0).at(-1)).toBe(TAKEN_AWAY);
  vi.advanceTimersByTime(4000);
  expect(turnsOf(said)).toEqual(['two']);
  hide[1]();
  expect([said.at(-1), vi.getTimerCount()]).toEqual([TAKEN_AWAY, 0]);
});

it('LiveStats leaves room on its row for the ^C that a terminal shows', () => {
  const { output, said } = recorded(true);
  const hide = new LiveStats(output).show('a-name-of-a-target-that-takes-its-room', {
    stats: { ...stats, executions: 1e15, elapsedMs: 1 },
  });
  vi.advanceTimersByTime(200);
  hide();
  expect(said[0].slice(1).indexOf('\u001b')).toBe(77);
});

it('LiveStats does not say when something new came before anything did', () => {
  const { output, said } = recorded(false);
  const hide = new LiveStats(output).show('one', { stats: { ...stats, sinceNewMs: null } });
  vi.advanceTimersByTime(2000);
  hide();
  expect(said[0]).toContain(' · nothing new yet\n');
});

it('LiveStats has a line for each elsewhere, every two seconds', () => {
  const { output, said } = recorded(false);
  const live = new LiveStats(output);
  const hide = ['one', 'two'].map((target) => live.show(target, { stats }));
  vi.advanceTimersByTime(4000);
  const line = (name: string): string => `${name} · 1 execs · 1/s · corpus 0 (+0) · coverage 0 · features 0 · new 0.0 s ago\n`;
  expect(said).toEqual(['one', 'two', 'one', 'two'].map(line));
  for (const one of hide) one();
  expect([said.length, vi.getTimerCount()]).toEqual([4, 0]);
});
