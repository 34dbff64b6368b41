import { writeWhole } from '../trace/write-whole.ts';
import { UsageError } from './usage-error.ts';

/** Writes a report, whole or not at all, in the place of one of that name. Throws {@link UsageError}. */
export async function saveText(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, Buffer.from(text), { overwrite: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
