import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { columnsOfThread } from '../../../fuzz/engine/columns.ts';
import { countEdges } from '../../../fuzz/engine/edges.ts';

/** Runs the body of a function with counters: what it returns, the hits of its counters, how near its comparisons came. */
function run(body: string, ...given: readonly unknown[]) {
  const { hits, near } = columnsOfThread();
  hits.fill(0);
  near.fill(0);
  const numbering = { hits: 0, comparisons: 0 };
  const code = countEdges(`function main(...given) { ${body} }`, numbering);
  const main = runInThisContext(`(() => { ${code}; return main; })()`) as (...given: readonly unknown[]) => unknown;
  const result = main(...given);
  return { result, hits: [...hits.subarray(0, numbering.hits)], near: [...near.subarray(0, numbering.comparisons)] };
}

describe('countEdges()', () => {
  it.each<[string, string, readonly unknown[], unknown, readonly number[]]>([
    ['a function', 'return 7;', [], 7, [1]],
    ['both arms of a branch, also one that is not there', 'if (given[0]) return 1; return 2;', [0], 2, [1, 0, 1]],
    ['an arm that is another branch', 'if (given[0]) return 1; else if (given[1]) return 2; else return 3;', [0, 1], 2, [1, 0, 1, 1, 0]],
    [
      'an else that belongs to the nearer branch',
      'if (given[0]) if (given[1]) return 1; else return 2; return 3;',
      [1, 0],
      2,
      [1, 1, 0, 1, 0, 0],
    ],
    ['the arms of a conditional expression', 'return given[0] ? "a" : (1, "b");', [0], 'b', [1, 0, 1]],
    ['the operands of a logical expression', 'return given[0] && (given[1] ?? 3);', [1, null], 3, [1, 1, 1]],
    ['a default value', 'const f = (a = 5) => a; return f() + f(1);', [], 6, [1, 1, 2]],
    ['the turns of a loop, and what a loop asks', 'let n = 0; for (; n < 9 && n < 3; ) n++; return n;', [], 3, [1, 4, 4, 3]],
    ['a loop of one statement', 'let sum = 0; for (const x of given) sum += x; return sum;', [1, 2, 3], 6, [1, 3]],
    ['what follows a loop that may be left', 'for (const x of given) { if (x) return x; } return 9;', [0, 0], 9, [1, 2, 0, 2, 1]],
    [
      'the cases of a choice, also those that are fallen into',
      'switch (given[0]) { case 1: case 2: given[1]++; default: return 5; }',
      [2, 0],
      5,
      [1, 0, 1, 1],
    ],
    ['what is caught', 'try { throw new Error("x"); } catch { return 4; } finally { given.length = 0; }', [1], 4, [1, 1]],
    ['a value by a name that needs its place', 'const { a = given[0], b = 2 } = { b: 1 }; return a + b;', [4], 5, [1, 1, 0]],
    [
      'methods and accessors',
      'class A { #x = 1; get x() { return this.#x; } y() { return this.x; } } return new A().y();',
      [],
      1,
      [1, 1, 1],
    ],
    ['no more than 255 hits', 'let n = 0; while (n < 999) n++; return n;', [], 999, [1, 255]],
  ])('counts %s', (_what, body, given, result, hits) => {
    expect(run(body, ...given)).toMatchObject({ result, hits });
  });

  it('notes how near the operands of comparisons came, if they are numbers', () => {
    expect(run('return given.filter((x) => x === 24).length;', 9, 20, 26, 'x', 24n)).toMatchObject({ result: 0, near: [253] });
    expect(run('return [given[0] >= given[1], given[1] < 3]', 24, 24)).toMatchObject({ result: [true, false], near: [255, 234] });
    const far = [31, 32, 33, 64, 2 ** 31, 2 ** 40, Number.NaN].map((x) => run('return given[0] != 0', x).near[0]);
    expect(far).toEqual([224, 217, 217, 216, 191, 190, 190]);
  });

  it('keeps the operands of a comparison where they were nearest', () => {
    run('return given.map((x) => x === 24 || 7 < x);', 9, 26, 20, 3);
    const { left, right } = columnsOfThread();
    expect([...left.subarray(0, 2), ...right.subarray(0, 2)]).toEqual([26, 7, 24, 9]);
  });

  it('leaves alone what is no comparison of numbers, the head of a loop, and an operator behind a comment', () => {
    const text = 'if (typeof given[0] === "string" && given[0] !== null) for (let n = 0; n < 3; n++); return given[0] /* > */ > 1;';
    expect(run(text, 'x')).toMatchObject({ result: false, near: [] });
    expect(run('return #a in given ? 1 : 2;'.replace('#a', '"a"'), 0)).toMatchObject({ result: 2, near: [] });
  });

  it('evaluates the operands once, in their order, in whatever brackets they stand', () => {
    const body = 'const said = []; const say = (x) => (said.push(x), x); return [((say(1)) + say(2)) <= (say(3)), ...said];';
    expect(run(body)).toMatchObject({ result: [true, 1, 2, 3], near: [255] });
  });

  it('takes its numbers from where the files before ended, and leaves no reference to a source map', () => {
    const numbering = { hits: 5, comparisons: 7 };
    const code = countEdges('export const f = (a) => a < 1;\n//# sourceMappingURL=f.js.map\n', numbering);
    expect(code).toMatch(/fuzzHits\[5\]\+\+.*fuzzCompare7\(a , 1\)/);
    expect([numbering, code.includes('sourceMappingURL')]).toEqual([{ hits: 6, comparisons: 8 }, false]);
  });
});
