import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

type Versions = Readonly<Record<string, string>>;

const CURE = 'run npm ci';

/** Whether every package that the project names is there in the version that is locked. */
export function checkPackages({ root }: Place): Diagnosis {
  const { dependencies = {}, devDependencies = {} } = read(join(root, 'package.json')) as {
    dependencies?: Versions;
    devDependencies?: Versions;
  };
  const { packages } = read(join(root, 'package-lock.json')) as { packages: Readonly<Record<string, { readonly version?: string }>> };
  const names = Object.keys({ ...dependencies, ...devDependencies });
  for (const name of names) {
    const locked = packages[`node_modules/${name}`]?.version;
    const path = join(root, 'node_modules', name, 'package.json');
    if (locked === undefined) return wrong(`${name} is not in package-lock.json`, 'run npm install, and commit package-lock.json');
    if (!existsSync(path)) return wrong(`${name} is missing`, CURE);
    const { version } = read(path) as { readonly version: string };
    if (version !== locked) return wrong(`${name} is ${version}, ${locked} is locked`, CURE);
  }
  return well(`${names.length} as locked`);
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
