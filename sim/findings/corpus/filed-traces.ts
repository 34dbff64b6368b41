import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal } from '../../data/ops/refusal.ts';
import { projectRoot } from '../../data/project-root.ts';
import { readTrace } from '../../data/trace/read-trace.ts';
import type { Trace } from '../../data/trace/trace.ts';

/** A trace of the corpus. */
export interface FiledTrace {
  /** Of its file. */
  readonly name: string;
  readonly trace: Trace;
}

/** Where traces are filed, from the project's folder. */
export const FILED = 'corpus/traces';

/** The folder of this project's filed traces. */
export function filedFolder(): string {
  return join(projectRoot() ?? '', FILED);
}

/** The names of all traces in a folder, in the order of their code points. Throws if it cannot be read. */
export function filedNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.ndjson(\.gz)?$/.test(name) && !name.startsWith('.'))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** This project's filed traces that have to run clean, in order of name. Throws if there is one that cannot be read. */
export async function readFixedTraces(): Promise<FiledTrace[]> {
  const folder = filedFolder();
  const filed: FiledTrace[] = [];
  for (const name of filedNames(folder)) {
    const trace = await readTrace(join(folder, name));
    if (isRefusal(trace)) throw new Error(`${name}: ${trace.refused}`);
    if (trace.header.status !== 'open') filed.push({ name, trace });
  }
  return filed;
}
