import { execFileSync } from 'node:child_process';

let known: string | null = null;

/** The commit that was checked out when it was first asked for, for provenance alone; empty where there is none. */
export function currentCommit(): string {
  return (known ??= readCommit());
}

function readCommit(): string {
  try {
    const said = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return /^[0-9a-f]{12,64}$/.test(said) ? said : '';
  } catch {
    return '';
  }
}
