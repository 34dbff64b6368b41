import type { Output } from '../../sim/data/command-line/output.ts';

/** An output of 100 columns, without colours, that hands on what is written to it. */
export function outputTo(take: (text: string) => void): Output {
  return { write: take, raw: take, isTerminal: false, hasColor: false, columns: 100 };
}

/** An output that nobody reads. */
export const SILENT: Output = outputTo(() => {});
