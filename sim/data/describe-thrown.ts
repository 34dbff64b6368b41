import { UnreadableInput } from './read-input.ts';

/** Anything that was thrown, as a text. Never throws itself, whatever the value does when it is looked at. */
export function describeThrown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return `a value of type ${typeof thrown} that cannot be shown`;
  }
}

/** The message of an error, without its name; anything else that was thrown as {@link describeThrown} has it. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : describeThrown(thrown);
}

/** Why a file could not be read, as the end of a sentence. Throws an error on that is not one of the file system. */
export function whyUnreadable(error: unknown, kind: string): string {
  if (error instanceof UnreadableInput) return error.message;
  if (!(error instanceof Error) || !('code' in error)) throw error;
  const code = String(error.code);
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return `it is a folder, not a ${kind}`;
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  return `it cannot be read (${code})`;
}
