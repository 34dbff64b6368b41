import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../data/write-whole.ts';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

const TRIAL = '.doctor';

/** Whether a finding could be saved. */
export async function checkFindings({ findingsFolder }: Place): Promise<Diagnosis> {
  const path = join(findingsFolder, TRIAL);
  try {
    mkdirSync(findingsFolder, { recursive: true });
    await writeWhole(path, Buffer.from('a trace could stand here\n'), { overwrite: true });
    await rm(path);
    return well(`${findingsFolder} can be written to`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return wrong(why, `make room and allow writing in ${findingsFolder}, or name another folder with --findings`);
  }
}
