import { LazyList } from '../lazy-list.ts';
import { jsonText } from './printable.ts';

/** Members of a list that are written at once. */
const MEMBERS = 256;

/**
 * A line of JSON as {@link jsonText} has it, newline included, in pieces of which none holds a whole {@link LazyList} of the object: however
 * long such a list is, it takes no memory, and the line may be longer than a text can be. O(value).
 */
export function* jsonPieces(value: object): Generator<string> {
  let before = '{';
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    if (member === undefined) continue;
    yield `${before}${jsonText(key)}:`;
    before = ',';
    if (member instanceof LazyList) yield* listPieces(member);
    else yield jsonText(member);
  }
  yield before === '{' ? '{}\n' : '}\n';
}

function* listPieces(list: LazyList<unknown>): Generator<string> {
  let before = '[';
  let some: unknown[] = [];
  for (const member of list) {
    if (some.push(member) < MEMBERS) continue;
    yield before + jsonText(some).slice(1, -1);
    [before, some] = [',', []];
  }
  if (some.length > 0) yield before + jsonText(some).slice(1, -1);
  yield before === '[' && some.length === 0 ? '[]' : ']';
}
