import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal } from '../ops/refusal.ts';
import { readTrace } from '../trace/read-trace.ts';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

const FOLDER = 'corpus/traces';
const CURE = 'restore it: git checkout -- corpus';

/** Whether every filed trace can be read. */
export async function checkCorpus({ root }: Place): Promise<Diagnosis> {
  let names: string[];
  try {
    names = readdirSync(join(root, FOLDER))
      .filter((name) => /\.ndjson(\.gz)?$/.test(name))
      .sort((a, b) => (a < b ? -1 : 1));
  } catch (error) {
    return wrong(`${FOLDER} cannot be read: ${error instanceof Error ? error.message : String(error)}`, CURE);
  }
  if (names.length === 0) return wrong(`${FOLDER} is empty`, CURE);
  for (const name of names) {
    const trace = await readTrace(join(root, FOLDER, name));
    if (isRefusal(trace)) return wrong(trace.refused, CURE);
  }
  return well(`${names.length} traces`);
}
