import { PassThrough, Writable } from 'node:stream';
import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StepSession, type StepTerminal } from '../../../../../sim/findings/debugger/screen/session.ts';
import { walkedTimeline } from './walked-trace.ts';

/** A screen that keeps what was written, and can be told to break. */
class Screen extends Writable {
  columns = 80;
  rows = 24;
  text = '';
  breaksAt: string | null = null;

  override write(chunk: string): boolean {
    this.text += chunk;
    if (this.breaksAt !== null && chunk.includes(this.breaksAt)) throw new Error('the screen broke');
    return true;
  }

  /** What was written since the last call. */
  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

interface Desk {
  readonly input: PassThrough & { modes: boolean[] };
  readonly screen: Screen;
  readonly done: Promise<void>;
  readonly interrupt: () => void;
  readonly isListening: () => boolean;
  /** Types, and lets the session answer. */
  readonly type: (keys: string) => Promise<string>;
}

const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

function sitDown(prepare: (screen: Screen) => void = () => {}): Desk {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { modes, setRawMode: (isRaw: boolean) => modes.push(isRaw) });
  const screen = new Screen();
  prepare(screen);
  let onInterrupt: (() => void) | null = null;
  const terminal: StepTerminal = {
    input,
    output: screen,
    hasColour: false,
    onInterrupt: (callback) => {
      onInterrupt = callback;
      return () => {
        onInterrupt = null;
      };
    },
  };
  const done = new StepSession(walkedTimeline(), 'walked.ndjson', terminal, 3).run();
  const settle = async (): Promise<string> => {
    for (let turn = 0; turn < 4; turn++) await tick();
    return screen.take();
  };
  return {
    input,
    screen,
    done,
    interrupt: () => onInterrupt?.(),
    isListening: () => onInterrupt !== null,
    type: async (keys) => {
      input.write(keys);
      return settle();
    },
  };
}

describe('StepSession', () => {
  it('takes the other screen, draws, answers keys, and gives the screen back', async () => {
    const desk = sitDown();
    const first = desk.screen.take();
    expect(first.startsWith('\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J')).toBe(true);
    expect(first).toContain('step 3 of 0–11');
    expect(desk.input.modes).toEqual([true]);
    expect(await desk.type('n')).toContain('step 4 of 0–11');
    expect(await desk.type('\u001b[C\u001b[C')).toContain('step 6 of 0–11');
    expect(await desk.type('\u001b[D')).toContain('step 5 of 0–11');
    expect(await desk.type('\u001b[5~')).toContain('step 0 of 0–11');
    expect(await desk.type('G')).toContain('step 11 of 0–11');
    expect(await desk.type(':8\r')).toContain('step 8 of 0–11 · event, stall');
    expect(await desk.type('/9\r')).toContain('step 9 of 0–11');
    expect(await desk.type('h')).toContain('Keys');
    expect(await desk.type('x')).toContain('step 9 of 0–11');
    desk.input.write('q');
    await desk.done;
    expect(desk.screen.take().endsWith(LEAVE)).toBe(true);
    expect(desk.input.modes).toEqual([true, false]);
    expect(desk.isListening()).toBe(false);
    expect(desk.input.listenerCount('keypress')).toBe(0);
  });

  it('writes the lines that changed, and no others', async () => {
    const desk = sitDown();
    desk.screen.take();
    expect(await desk.type('x')).toBe('');
    const drawn = await desk.type(':');
    expect(drawn).toBe('\u001b[24;1H\u001b[2Kgo to step: _');
    desk.input.write('\u0003');
    await desk.done;
  });

  it('draws everything anew in a terminal of another size', async () => {
    const desk = sitDown();
    desk.screen.take();
    Object.assign(desk.screen, { columns: 160, rows: 50 });
    desk.screen.emit('resize');
    const drawn = await desk.type('');
    expect(drawn.startsWith('\u001b[2J')).toBe(true);
    expect(drawn).toContain('\u001b[50;1H');
    desk.input.write('q');
    await desk.done;
  });

  it('gives the screen back when it is interrupted, and when the input ends', async () => {
    const interrupted = sitDown();
    interrupted.interrupt();
    await interrupted.done;
    expect(interrupted.screen.take().endsWith(LEAVE)).toBe(true);
    const ended = sitDown();
    ended.input.end();
    await ended.done;
    expect(ended.screen.take().endsWith(LEAVE)).toBe(true);
  });

  it('gives the screen back when something breaks, at once or later', async () => {
    const atOnce = sitDown((screen) => (screen.breaksAt = 'step 3 of'));
    await expect(atOnce.done).rejects.toThrow('the screen broke');
    expect(atOnce.screen.take().endsWith(LEAVE)).toBe(true);
    const later = sitDown((screen) => (screen.breaksAt = 'step 4 of'));
    later.input.write('n');
    await expect(later.done).rejects.toThrow('the screen broke');
    expect(later.screen.take().endsWith(LEAVE)).toBe(true);
    expect(later.input.modes).toEqual([true, false]);
  });
});
