import { join } from 'node:path';
import { FILED, filedNames } from '../../findings/corpus/filed-traces.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

const CURE = 'restore it: git checkout -- corpus';

/** Whether every filed trace can be read. */
export async function checkCorpus({ root }: Place): Promise<Diagnosis> {
  let names: string[];
  try {
    names = filedNames(join(root, FILED));
  } catch (error) {
    return wrong(`${FILED} cannot be read: ${error instanceof Error ? error.message : String(error)}`, CURE);
  }
  if (names.length === 0) return wrong(`${FILED} is empty`, CURE);
  for (const name of names) {
    const trace = await readTrace(join(root, FILED, name));
    if (isRefusal(trace)) return wrong(trace.refused, CURE);
  }
  return well(`${names.length} traces`);
}
