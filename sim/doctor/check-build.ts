import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

/** What the program is built from: each with the file that tells when it was built. */
const ROOMS = { src: 'dist/src/tsconfig.tsbuildinfo', sim: 'dist/sim/tsconfig.tsbuildinfo' };
const CURE = 'run npm run build';

/** Whether the build is of the code as it is: every source has its output, and none is newer than the build. */
export function checkBuild({ root }: Place): Diagnosis {
  let count = 0;
  for (const [room, info] of Object.entries(ROOMS)) {
    if (!existsSync(join(root, info))) return wrong(`${room} was never built`, CURE);
    const builtMs = statSync(join(root, info)).mtimeMs;
    const names = readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    for (const name of names) {
      const path = `${room}/${name}`;
      if (!existsSync(join(root, 'dist', path.replace(/\.ts$/, '.js')))) return wrong(`${path} was not built`, CURE);
      // What Node needs is built by itself, into the same folder.
      if (!path.startsWith('src/node/') && statSync(join(root, path)).mtimeMs > builtMs)
        return wrong(`${path} is newer than its build`, CURE);
    }
    count += names.length;
  }
  return well(`${count} files up to date`);
}
