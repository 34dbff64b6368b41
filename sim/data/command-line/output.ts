import { styleText } from 'node:util';
import { printableLines } from '../quoting/printable.ts';
import type { VerdictSoFar } from './interrupts.ts';

/** Where a command writes: text for people or for programs. */
export interface Output {
  /** Writes lines. What a terminal or a CI log would obey is shown instead of written, but for the colours of {@link paint}. */
  readonly write: (text: string) => void;
  /** Writes text as it is: this program's own cursor control and workflow commands, with everything from outside quoted in it. */
  readonly raw: (text: string) => void;
  /** Whether a line may be drawn anew in its place. */
  readonly isTerminal: boolean;
  readonly hasColor: boolean;
  readonly columns: number;
  /** Whether something that was written is lost, other than because its reader left; default never. */
  readonly hasFault?: () => boolean;
}

/** Streams of a command, and where interrupts come from. */
export interface CommandContext {
  readonly out: Output;
  readonly err: Output;
  /** Calls back when the user interrupts; the returned function stops listening. */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** Names where the exit code comes from if the program is ended before its command has resolved; see Interrupts. */
  readonly tellVerdict?: (verdict: VerdictSoFar) => void;
  /** Has it asked now, and not again: after an error, before what it is told from goes. Never throws. */
  readonly keepVerdict?: () => void;
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
  const hasColor = forced === undefined ? isTerminal && !isRefused : !['0', 'false'].includes(forced);
  return {
    write: (text) => void stream.write(hasColor ? printableInColor(text) : printableLines(text)),
    raw: (text) => void stream.write(text),
    isTerminal,
    hasColor,
    columns: stream.columns ?? 100,
  };
}

/** An output that swallows everything: what a command has to say where it was asked for one JSON object and nothing else. */
export function silent(output: Output): Output {
  return { ...output, write: () => {}, raw: () => {}, isTerminal: false };
}

type Style = 'green' | 'red' | 'yellow' | 'cyan' | 'bold' | 'dim';

// What {@link paint} makes: the codes of its styles and those that end them.
// oxlint-disable-next-line no-control-regex
const COLOUR = /(\u001b\[(?:1|2|22|3[1-9])m)/;

function printableInColor(text: string): string {
  return text
    .split(COLOUR)
    .map((piece, at) => (at % 2 === 1 ? piece : printableLines(piece)))
    .join('');
}

/** Text in colour where the output has it. */
export function paint(output: Output, style: Style, text: string): string {
  return output.hasColor ? styleText(style, text, { validateStream: false }) : text;
}
