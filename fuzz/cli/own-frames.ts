import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FRAMES_MAX = 5;

/** The lines of a stack that are in files of this project, their paths from its root; at most five. */
export function ownFrames(stack: string): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at ') && line.includes(ROOT) && !line.includes('node_modules'))
    .slice(0, FRAMES_MAX)
    .map((line) => line.trim().replace('file://', '').replace(ROOT, ''));
}
