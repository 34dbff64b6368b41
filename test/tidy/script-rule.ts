import { matchesOf, type TidyRule } from './rule.ts';

const NAMED = /\bnpm run (?:-s |--silent )?([a-z][\w-]*(?::[\w-]+)*)/g;

export const SCRIPTS_EXIST: TidyRule = {
  name: 'scripts-exist',
  cure: 'Name a script of package.json, or put it there.',
  check: (tree) => {
    const { scripts = {} } = JSON.parse(tree.get('package.json') ?? '{}') as { scripts?: Readonly<Record<string, string>> };
    return [...tree].flatMap(([path, text]) => {
      if (path.startsWith('test/tidy/') || path === 'package-lock.json') return [];
      return matchesOf(path, text, NAMED, (match) => match)
        .filter(({ what }) => !Object.hasOwn(scripts, what.replace(/^npm run (?:-s |--silent )?/, '')))
        .map((complaint) => ({ ...complaint, what: `names ${complaint.what}, which is no script` }));
    });
  },
};
