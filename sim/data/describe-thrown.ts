/** Characters of what was thrown that are told. */
const TEXT_MAX = 500;

/** Anything that was thrown, as a text of bounded length. Never throws itself, whatever the value does when it is looked at. */
export function describeThrown(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}…`;
  } catch {
    return `a value of type ${typeof thrown} that cannot be shown`;
  }
}

/** The message of an error, without its name; anything else that was thrown as {@link describeThrown} has it. Never throws. */
export function messageOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error && typeof thrown.message === 'string') return thrown.message;
  } catch {
    // Whatever it is, it does not let itself be looked at.
  }
  return describeThrown(thrown);
}

/** The code of an error of Node, such as ENOENT; empty for what has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The stack of an error as the engine wrote it; empty for what has none. Never throws. */
export function stackOf(thrown: unknown): string {
  try {
    const stack = thrown instanceof Error ? (thrown.stack as unknown) : '';
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
}
