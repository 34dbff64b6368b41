/** Anything that was thrown, as a text. Never throws itself, whatever the value does when it is looked at. */
export function describeThrown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return `a value of type ${typeof thrown} that cannot be shown`;
  }
}
