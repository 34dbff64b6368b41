import { styleText } from 'node:util';

/** Where a command writes: text for people or for programs, and whether it may use colour. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** A stream as an {@link Output}. Ends the process quietly when its reader goes away. */
export function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true && process.env['NO_COLOR'] === undefined,
    columns: stream.columns ?? 100,
  };
}

/** Streams of a command, and where it is told to end. */
export interface CommandContext {
  readonly out: Output;
  readonly err: Output;
  /** Calls back when the user interrupts; the returned function stops listening. */
  readonly onInterrupt: (callback: () => void) => () => void;
}

type Style = 'green' | 'red' | 'yellow' | 'cyan' | 'bold' | 'dim';

/** Text in colour where the output is a terminal. */
export function paint(output: Output, style: Style, text: string): string {
  return output.isTerminal ? styleText(style, text, { validateStream: false }) : text;
}

/** Rows of cells in columns as wide as they need; numbers to the right. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const isNumeric = head.map((_, column) => rows.every((row) => /^[-\d.,]*( ?[a-z%]+)?$/i.test(row[column]) && /\d/.test(row[column])));
  return all
    .map((row) =>
      row
        .map((cell, column) => (isNumeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A whole number with commas between thousands, the same in every locale. */
export function withCommas(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}
