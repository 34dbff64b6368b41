// What a parent and a child process send each other.
//
// Messages go over the channel that Node gives both ways, with any value in them. Those that are still under way when their
// sender dies may be lost. What must not be lost the child writes as a line to a pipe: it is the parent's once the call that
// writes it has returned.

/** From the parent: a task that is to be answered under a number, or a message without an answer. */
export interface ToChild {
  readonly kind: string;
  readonly value: unknown;
  readonly ask: number | null;
}

/** From the child: the answer to a task. */
export interface ToParent {
  readonly answer: number;
  readonly value: unknown;
}

/** What a program does for its parent, by kind of task. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Tasks = Readonly<Record<string, (task: any) => unknown>>;

/** A line for the pipe: its kind, and texts in which neither a tab nor the end of a line stands, such as JSON. Tabs between. */
export function formatLine(kind: string, ...texts: readonly string[]): string {
  return `${[kind, ...texts].join('\t')}\n`;
}

/** Cuts text that comes in pieces into lines. */
export class LineSplitter {
  #partial = '';

  /** The lines that end in this piece, without their ends. O(length). */
  take(text: string): string[] {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    return lines;
  }
}
