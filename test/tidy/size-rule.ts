import { isCodeIn, type Complaint, type TidyRule } from './rule.ts';

const LINES_MAX = 350;

export const FILES_ARE_SHORT: TidyRule = {
  name: 'files-are-short',
  cure: 'One idea per file, named after it: move an idea out.',
  check: (tree) =>
    [...tree].flatMap(([path, text]): Complaint[] => {
      if (!isCodeIn(path, 'src', 'sim', 'fuzz')) return [];
      const lines = text.split('\n').length - 1;
      return lines <= LINES_MAX ? [] : [{ path, line: LINES_MAX + 1, what: `has ${lines} lines, more than ${LINES_MAX}` }];
    }),
};
