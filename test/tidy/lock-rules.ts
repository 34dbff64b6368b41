import { matchesOf, type TidyRule } from './rule.ts';

const LOCK = 'package-lock.json';

export const LOCK_NAMES_NO_HOST: TidyRule = {
  name: 'lock-names-no-host',
  cure: 'Write the lock anew with the .npmrc of the project in force: npm install --package-lock-only.',
  check: (tree) => matchesOf(LOCK, tree.get(LOCK) ?? '', /"resolved": "[a-z+]+:|\bregistry\.[a-z.]+/g, (match) => `names ${match}`),
};

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** npm 11 writes a lock without the packages of other systems where its registry has none, and then refuses that lock. */
export const LOCK_IS_WHOLE: TidyRule = {
  name: 'lock-is-whole',
  cure: 'npm ci will refuse it: add an entry with version, cpu, os, libc, "dev": true and "optional": true, as its siblings have.',
  check: (tree) => {
    const { packages = {} } = JSON.parse(tree.get(LOCK) ?? '{}') as { packages?: Readonly<Record<string, LockedPackage>> };
    return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !Object.hasOwn(packages, `${path}/node_modules/${name}`) && !Object.hasOwn(packages, `node_modules/${name}`))
        .map((name) => ({ path: LOCK, line: 1, what: `lacks ${name}, an optional part of ${path}` })),
    );
  },
};
