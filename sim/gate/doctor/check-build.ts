import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

/** What the program is built from. `src/node` is a build apart, which the program does not use: it is looked at once it is there. */
const ROOMS = ['src', 'sim'];
const PACKAGE_ROOM = 'src/node';
const CURE = 'run npm run build';

/** Whether the build is of the code as it is: every source has its output, and none is newer than the build. */
export function checkBuild({ root }: Place): Diagnosis {
  const rooms = existsSync(join(root, infoOf(PACKAGE_ROOM))) ? [...ROOMS, PACKAGE_ROOM] : ROOMS;
  let count = 0;
  for (const room of rooms) {
    const info = join(root, infoOf(room));
    if (!existsSync(info)) return wrong(`${room} was never built`, CURE);
    const builtMs = statSync(info).mtimeMs;
    for (const path of sourcesOf(root, room)) {
      if (!existsSync(join(root, 'dist', path.replace(/\.ts$/, '.js')))) return wrong(`${path} was not built`, CURE);
      if (statSync(join(root, path)).mtimeMs > builtMs) return wrong(`${path} is newer than its build`, CURE);
      count++;
    }
  }
  return well(`${count} files up to date`);
}

/** The file that tells when a room was built. */
function infoOf(room: string): string {
  return `dist/${room}/tsconfig.tsbuildinfo`;
}

function sourcesOf(root: string, room: string): string[] {
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .map((name) => `${room}/${name}`)
    .filter((path) => path.endsWith('.ts') && (room === PACKAGE_ROOM || !path.startsWith(`${PACKAGE_ROOM}/`)));
}
