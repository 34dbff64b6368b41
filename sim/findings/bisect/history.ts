import { UsageError } from '../../data/command-line/usage-error.ts';
import { jsonText } from '../../data/quoting/printable.ts';
import { askGit, git } from './git.ts';

/** A commit, as far as it is told. */
export interface Commit {
  /** The whole hash. */
  readonly hash: string;
  /** The author's date, ISO 8601 with the author's zone. */
  readonly authored: string;
  readonly subject: string;
}

/** Two revisions of which one is an ancestor of the other. */
export interface Interval {
  readonly older: Commit;
  readonly newer: Commit;
}

/** What a build is made of: equal paths in two revisions mean equal programs. */
const PROGRAM = ['src', 'sim', 'package.json', 'package-lock.json', 'tsconfig.json'];
const LOCK_FILE = 'package-lock.json';

/** The history of a repository, read with git alone. */
export class History {
  /** The top folder of the checkout. */
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** That of the repository around a folder. Rejects with a {@link UsageError} if there is none. */
  static async around(folder: string): Promise<History> {
    const answer = await askGit(folder, ['rev-parse', '--show-toplevel']);
    if ('fault' in answer) throw new UsageError(`bisect: there is no git checkout here: ${answer.fault}`);
    return new History(answer.output.replace(/\n$/, ''));
  }

  /** The commit that a revision names. Rejects with a {@link UsageError} if there is none. `option` is the one that names it. */
  async commit(revision: string, option: string): Promise<Commit> {
    // What begins with a hyphen would be an option of git's.
    const answer = await askGit(this.root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    if ('fault' in answer) throw new UsageError(`bisect: --${option} must name a commit of this repository, got ${jsonText(revision)}`);
    const said = await git(this.root, ['show', '--no-patch', '--format=%H%x00%aI%x00%s', answer.output.trim()]);
    const [hash, authored, subject] = said.replace(/\n$/, '').split('\0');
    return { hash, authored, subject };
  }

  /** Both commits, the ancestor first. Rejects with a {@link UsageError} if neither is one of the other, or both are the same. */
  async interval(one: Commit, other: Commit): Promise<Interval> {
    if (one.hash === other.hash) throw new UsageError(`bisect: --good and --bad must be two commits, got ${short(one)} twice`);
    if (await this.#isAncestor(one, other)) return { older: one, newer: other };
    if (await this.#isAncestor(other, one)) return { older: other, newer: one };
    throw new UsageError(`bisect: of --good ${short(one)} and --bad ${short(other)} one must be an ancestor of the other`);
  }

  async #isAncestor(one: Commit, other: Commit): Promise<boolean> {
    return 'output' in (await askGit(this.root, ['merge-base', '--is-ancestor', one.hash, other.hash]));
  }

  /**
   * The hashes of all commits that `newer` has and none of `older` has, `newer` among them: first the one that halves them best, and
   * so on.
   */
  async between(older: readonly string[], newer: string): Promise<string[]> {
    const said = await git(this.root, ['rev-list', '--bisect-all', newer, '--not', ...older]);
    return said
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(0, line.indexOf(' ')));
  }

  /** What a commit has changed, against its first parent. */
  async files({ hash }: Commit): Promise<string[]> {
    const said = await git(this.root, ['diff', '--name-only', '-z', '--no-renames', `${hash}^1`, hash]);
    return said.split('\0').filter((path) => path !== '');
  }

  /** What the program of a revision is made of, as a text: equal ones have equal texts. */
  async programOf(hash: string): Promise<string> {
    return git(this.root, ['ls-tree', hash, '--', ...PROGRAM]);
  }

  /** Whether the lock file of a revision is not the one of the checkout, to which what is installed belongs. */
  async hasOtherLock(hash: string): Promise<boolean> {
    const here = await askGit(this.root, ['hash-object', '--', LOCK_FILE]);
    const there = await askGit(this.root, ['rev-parse', '--verify', '--quiet', `${hash}:${LOCK_FILE}`]);
    const idOf = (answer: typeof here): string => ('output' in answer ? answer.output.trim() : '');
    return idOf(here) !== idOf(there);
  }

  /** Writes the files of a revision into `folder`, by an index of its own there: nothing in the repository tells of it. */
  async writeOut(hash: string, folder: string): Promise<void> {
    const env = { GIT_INDEX_FILE: `${folder}.index` };
    await git(this.root, ['read-tree', hash], env);
    await git(this.root, ['checkout-index', '--all', '--quiet', `--prefix=${folder}/`], env);
  }
}

/** The first twelve digits of a hash. */
export function short({ hash }: Pick<Commit, 'hash'>): string {
  return hash.slice(0, 12);
}
