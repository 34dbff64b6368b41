import { basename, dirname } from 'node:path';
import { isInstalled } from '../project-root.ts';

/** Commands that have a script of their own in the checkout of this project. */
const SCRIPTS: Readonly<Record<string, string>> = {
  run: 'npm run sim --',
  list: 'npm run sim -- list',
  replay: 'npm run replay --',
  zoo: 'npm run zoo --',
  verify: 'npm run verify --',
  fuzz: 'npm run fuzz --',
  view: 'npm run view --',
};

/** What to type before the arguments of a command, as this program was started: a script in its own checkout, `npx varta-sim` elsewhere. */
export function programLine(command: string): string {
  if (!isInstalled()) return SCRIPTS[command] ?? `npm run -s varta-sim -- ${command}`;
  return `${starterOf(process.argv[1] ?? '', process.env['npm_config_user_agent'] ?? '')} ${command}`;
}

/** What starts the program: by the path that it was started as, and by what the package manager says of itself. */
export function starterOf(started: string, userAgent: string): string {
  // A global installation is found by its name alone.
  if (basename(started) === 'varta-sim' && basename(dirname(started)) !== '.bin') return 'varta-sim';
  if (userAgent.startsWith('pnpm/')) return 'pnpm exec varta-sim';
  return userAgent.startsWith('yarn/') ? 'yarn varta-sim' : 'npx varta-sim';
}
