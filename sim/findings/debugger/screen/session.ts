import { emitKeypressEvents } from 'node:readline';
import type { Timeline } from '../time-travel/timeline.ts';
import { paintLine } from './text.ts';
import { renderScreen } from './screen.ts';
import { ViewBuilder } from './view.ts';
import { press, startWalk, type Walk } from './walker.ts';

/** The keyboard: a terminal, or a stream that plays one. */
export type StepInput = NodeJS.ReadableStream & { setRawMode?: (isRaw: boolean) => unknown };

/** The screen: a terminal, or a stream that plays one. */
export type StepOutput = NodeJS.WritableStream & { columns?: number; rows?: number };

/** Where a session runs. */
export interface StepTerminal {
  readonly input: StepInput;
  readonly output: StepOutput;
  readonly hasColour: boolean;
  /** Calls back when the user interrupts from outside; the returned function stops listening. */
  readonly onInterrupt: (callback: () => void) => () => void;
}

interface Keypress {
  readonly name?: string;
  readonly ctrl?: boolean;
}

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const NAMED_KEYS = new Set(['right', 'left', 'up', 'down', 'pagedown', 'pageup', 'home', 'end', 'return', 'enter', 'escape', 'backspace']);

/** A walk through a timeline on a terminal: keys in, screens out. What it found there it leaves as it was. */
export class StepSession {
  readonly #timeline: Timeline;
  readonly #terminal: StepTerminal;
  readonly #builder: ViewBuilder;
  #walk: Walk;
  #drawn: string[] = [];
  #isDrawDue = false;
  #isOver = false;
  #end: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | null = null;

  constructor(timeline: Timeline, path: string, terminal: StepTerminal, firstStep: number) {
    this.#timeline = timeline;
    this.#terminal = terminal;
    this.#builder = new ViewBuilder(timeline, path);
    this.#walk = startWalk(firstStep);
  }

  /** Runs until the user leaves, the input ends, or something breaks; the screen is given back in each case. */
  async run(): Promise<void> {
    const { input, output, onInterrupt } = this.#terminal;
    const stopListening = onInterrupt(this.#quit);
    emitKeypressEvents(input);
    input.setRawMode?.(true);
    output.write(ENTER);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#end = { resolve, reject };
        input.on('keypress', this.#onKey);
        input.on('end', this.#quit);
        output.on('resize', this.#onResize);
        this.#draw();
        input.resume();
      });
    } finally {
      this.#isOver = true;
      input.removeListener('keypress', this.#onKey);
      input.removeListener('end', this.#quit);
      output.removeListener('resize', this.#onResize);
      output.write(LEAVE);
      input.setRawMode?.(false);
      input.pause();
      stopListening();
    }
  }

  readonly #quit = (): void => this.#end?.resolve();

  readonly #onKey = (character: string | undefined, key: Keypress): void => {
    try {
      const next = press(this.#walk, keyName(character, key), this.#timeline);
      if (next === null) this.#quit();
      else this.#walk = next;
      this.#drawSoon();
    } catch (error) {
      this.#end?.reject(error);
    }
  };

  readonly #onResize = (): void => {
    this.#drawn = [];
    this.#drawSoon();
  };

  // Keys that come in one go, as from a key held down, make one screen.
  #drawSoon(): void {
    if (this.#isDrawDue) return;
    this.#isDrawDue = true;
    queueMicrotask(() => {
      this.#isDrawDue = false;
      try {
        if (!this.#isOver) this.#draw();
      } catch (error) {
        this.#end?.reject(error);
      }
    });
  }

  /** Writes the lines that are not on the screen already. */
  #draw(): void {
    const { output, hasColour } = this.#terminal;
    const size = { columns: output.columns ?? 80, rows: output.rows ?? 24 };
    const lines = renderScreen(this.#builder.build(this.#walk), size).map((line) => paintLine(line, hasColour));
    const fresh = this.#drawn.length === 0 ? '\u001b[2J' : '';
    const changed = lines.map((line, row) => (line === this.#drawn[row] ? '' : `\u001b[${row + 1};1H\u001b[2K${line}`));
    this.#drawn = lines;
    const text = fresh + changed.join('');
    if (text !== '') output.write(text);
  }
}

function keyName(character: string | undefined, { name, ctrl }: Keypress): string {
  if (ctrl === true) return `ctrl-${name ?? ''}`;
  return name !== undefined && NAMED_KEYS.has(name) ? name : (character ?? '');
}
