import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { UsageError } from '../data/command-line/usage-error.ts';
import { messageOf } from '../data/describe-thrown.ts';
import { readInput } from '../data/read-input.ts';
import { unwritable, writeWhole } from '../data/write-whole.ts';
import type { Domain } from './domain.ts';
import { hashOfBytes } from './fingerprint.ts';
import type { SearchState } from './search.ts';
import { StateSet } from './state-set.ts';

/** What stands in front of a checkpoint file. */
const MAGIC = Buffer.from('varta-sim explore 1\n');
/** Of the hash of what follows, in hex digits. */
const HASH_BYTES = 32;
const FILE_BYTES_MAX = 2 ** 36;

/** Everything that a checkpoint belongs to: another exploration, or other code, cannot go on from it. */
export interface CheckpointKey {
  readonly domains: readonly Domain[];
  readonly isReduced: boolean;
}

interface Content {
  readonly key: string;
  readonly states: readonly ((Omit<SearchState, 'states'> & { readonly columns: StateSet['columns'] }) | null)[];
}

/** Writes where an exploration is to a file, whole or not at all. Rejects with what unwritable() makes of a failure. O(states). */
export async function saveCheckpoint(path: string, key: CheckpointKey, states: readonly (SearchState | null)[]): Promise<void> {
  const content: Content = {
    key: hashOf(key),
    states: states.map((state) => {
      if (state === null) return null;
      const { states: set, ...others } = state;
      return { ...others, levels: [...others.levels], columns: set.columns };
    }),
  };
  const bytes = serialize(content);
  try {
    await writeWhole(path, Buffer.concat([MAGIC, Buffer.from(hashOfBytes(bytes)), bytes]), { overwrite: true });
  } catch (error) {
    throw unwritable(error, 'the checkpoint could not be saved: ');
  }
}

/** Where the exploration of a checkpoint file was. Throws {@link UsageError} for one that is damaged, or of something else. O(states). */
export function loadCheckpoint(path: string, key: CheckpointKey): (SearchState | null)[] {
  let file: Buffer;
  try {
    file = readInput(path, FILE_BYTES_MAX);
  } catch (error) {
    throw new UsageError(`explore: the checkpoint ${path} cannot be read: ${messageOf(error)}`);
  }
  const at = MAGIC.length + HASH_BYTES;
  const bytes = file.subarray(at);
  const isWhole =
    file.length > at &&
    file.subarray(0, MAGIC.length).equals(MAGIC) &&
    file.subarray(MAGIC.length, at).toString('latin1') === hashOfBytes(bytes);
  if (!isWhole) throw new UsageError(`explore: ${path} is no checkpoint of an exploration, or it is damaged`);
  const { key: hash, states } = deserialize(bytes) as Content;
  if (hash !== hashOf(key)) {
    throw new UsageError(
      `explore: the checkpoint ${path} is of other domains, of another --states, or of other code: begin anew with another file`,
    );
  }
  return states.map(restored);
}

function restored(state: Content['states'][number]): SearchState | null {
  if (state === null) return null;
  const { columns, levels, expanded, transitions, violations } = state;
  return { states: StateSet.from(columns), levels, expanded, transitions, violations };
}

/** The compiled code that decides what a state is, and what follows it. */
const CODE = ['src', 'sim/data', 'sim/subject', 'sim/oracle', 'sim/run', 'sim/explore'];

function hashOf(key: CheckpointKey): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = CODE.flatMap((room) => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)))
    .filter((name) => name.endsWith('.js'))
    .sort((a, b) => (a < b ? -1 : 1));
  return hashOfBytes(Buffer.concat([serialize(key), ...files.flatMap((name) => [Buffer.from(name), readFileSync(join(root, name))])]));
}
