import { IndexReader } from '../../../fuzz/format/pid-index-format.ts';

/** One operation on an index of pids. */
type IndexOp =
  | { readonly kind: 'insert'; readonly pid: number; readonly slot: number }
  | { readonly kind: 'remove' | 'get'; readonly pid: number }
  | { readonly kind: 'take' }
  | { readonly kind: 'copy' };

/** The capacity of an input of the index format, and the operations that it stands for. */
export function readIndexInput(bytes: Uint8Array): { readonly capacity: number; readonly ops: readonly IndexOp[] } {
  const reader = new IndexReader(bytes);
  const ops: IndexOp[] = [];
  reader.run({
    insert: (pid, slot) => ops.push({ kind: 'insert', pid, slot }),
    remove: (pid) => ops.push({ kind: 'remove', pid }),
    get: (pid) => ops.push({ kind: 'get', pid }),
    take: () => ops.push({ kind: 'take' }),
    copy: () => ops.push({ kind: 'copy' }),
  });
  return { capacity: reader.capacity, ops };
}
