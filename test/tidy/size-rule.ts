import { isCodeIn, type Complaint, type TidyRule } from './rule.ts';

const LINES_MAX = 350;

/** Files that are longer and stay whole, each with the length it may have. They may become shorter, not longer. */
export const LONG: Readonly<Record<string, number>> = {
  // The observer of the model: its queues, clock, limiter and loop, to be read in one go beside the rules.
  'sim/oracle/model/observer.ts': 640,
  // Its tracker, and what may befall a pid that it knows.
  'sim/oracle/model/tracker.ts': 380,
  // The comparison with the model, kind by kind.
  'sim/oracle/model-check.ts': 362,
};

export const FILES_ARE_SHORT: TidyRule = {
  name: 'files-are-short',
  cure: 'One idea per file, named after it: move an idea out.',
  check: (tree) =>
    [...tree].flatMap(([path, text]): Complaint[] => {
      if (!isCodeIn(path, 'src', 'sim', 'fuzz')) return [];
      const lines = text.split('\n').length - 1;
      const max = Object.hasOwn(LONG, path) ? LONG[path] : LINES_MAX;
      return lines <= max ? [] : [{ path, line: max + 1, what: `has ${lines} lines, more than ${max}` }];
    }),
};

export const NO_IDLE_LENGTH: TidyRule = {
  name: 'no-idle-length',
  cure: 'Take it out of LONG in test/tidy/size-rule.ts.',
  check: (tree) =>
    Object.keys(LONG)
      .filter((path) => (tree.get(path)?.split('\n').length ?? 0) - 1 <= LINES_MAX)
      .map((path) => ({ path: 'test/tidy/size-rule.ts', line: 1, what: `${path} is not too long any more` })),
};
