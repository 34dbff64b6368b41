import { styleText } from 'node:util';

/** Where a command writes: text for people or for programs. */
export interface Output {
  readonly write: (text: string) => void;
  /** Whether a line may be drawn anew in its place. */
  readonly isTerminal: boolean;
  readonly hasColor: boolean;
  readonly columns: number;
}

/** Streams of a command, and where interrupts come from. */
export interface CommandContext {
  readonly out: Output;
  readonly err: Output;
  /** Calls back when the user interrupts; the returned function stops listening. */
  readonly onInterrupt: (callback: () => void) => () => void;
}

/** A stream, as far as an {@link Output} needs it. */
interface Stream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * A stream as an {@link Output}. `FORCE_COLOR` decides about colour where it is set: 0 and false are against it, anything else
 * for it. Otherwise there is colour on a terminal that is not dumb (`TERM`), unless `NO_COLOR` is set and not empty.
 */
export function outputOf(stream: Stream, env: NodeJS.ProcessEnv = process.env): Output {
  const isTerminal = stream.isTTY === true && env['TERM'] !== 'dumb';
  const forced = env['FORCE_COLOR'];
  const isRefused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  return {
    write: (text) => void stream.write(text),
    isTerminal,
    hasColor: forced === undefined ? isTerminal && !isRefused : !['0', 'false'].includes(forced),
    columns: stream.columns ?? 100,
  };
}

/** An output that swallows everything: what a command has to say where it was asked for one JSON object and nothing else. */
export function silent(output: Output): Output {
  return { ...output, write: () => {}, isTerminal: false };
}

type Style = 'green' | 'red' | 'yellow' | 'cyan' | 'bold' | 'dim';

/** Text in colour where the output has it. */
export function paint(output: Output, style: Style, text: string): string {
  return output.hasColor ? styleText(style, text, { validateStream: false }) : text;
}
