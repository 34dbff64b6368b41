import type { TraceHeader } from '../../data/trace/trace-header.ts';

/** What whoever files a trace says of it. */
export interface Filing {
  readonly why: string;
  readonly owner: string | null;
  /** YYYY-MM-DD; null unless the finding stays open. */
  readonly expires: string | null;
}

/** Why a filing will not do, as a sentence; null if it will. `isFailing` says whether the trace fails today. */
export function filingFault({ why, owner, expires }: Filing, isFailing: boolean): string | null {
  if (why.trim() === '') return 'say why this trace is kept: --why "…"';
  if (isFailing && (owner === null || expires === null))
    return 'this trace still fails: file it as open with --owner NAME and --expires YYYY-MM-DD, or mend the bug first';
  if (!isFailing && (owner !== null || expires !== null)) return 'this trace does not fail: --owner and --expires are for those that do';
  return null;
}

/** The header under which a trace is kept: fixed if it runs clean, open until a day if it does not. */
export function filedHeader(header: TraceHeader, name: string, { why, owner, expires }: Filing, digest: string): TraceHeader {
  const { status: _status, owner: _owner, expires: _expires, ...rest } = header;
  const common = { ...rest, name, why, digest };
  return owner === null || expires === null ? { ...common, status: 'fixed' } : { ...common, status: 'open', owner, expires };
}

/** A file name made of a sentence: lower case, hyphens, at most 60 characters. */
export function nameFor(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return name === '' ? 'trace' : name;
}
