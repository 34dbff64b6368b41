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

/** npm hands a signal on to the shell that runs a script: a program that took its place gets it, one beside it does not. */
export const SCRIPTS_TAKE_SIGNALS: TidyRule = {
  name: 'scripts-take-signals',
  cure: 'Put exec before the last command.',
  check: (tree) => {
    const { scripts = {} } = JSON.parse(tree.get('package.json') ?? '{}') as { scripts?: Readonly<Record<string, string>> };
    return Object.entries(scripts)
      .filter(([, line]) => line.includes('&&') && !line.slice(line.lastIndexOf('&&')).startsWith('&& exec '))
      .map(([name]) => ({ path: 'package.json', line: 1, what: `script ${name} runs its program beside the shell` }));
  },
};
