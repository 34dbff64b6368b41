import { type AnyNode, type BinaryExpression, type BlockStatement, type Expression, parse, type Statement } from 'acorn';
import MagicString from 'magic-string';
import { HITS, NOTE_DISTANCE } from './columns.ts';

/** Numbers that are given out over all files of a build. */
export interface Numbering {
  /** Hit counters so far. */
  hits: number;
  /** Comparisons so far. */
  comparisons: number;
}

/** Names under which a node says what it is, and not what it consists of. */
const NO_CHILDREN: ReadonlySet<string> = new Set(['type', 'start', 'end', 'loc', 'range']);

/** Statements after which control never goes on to the next one. */
const JUMPS: ReadonlySet<string> = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);

/** What lets control go elsewhere than to the next statement, and so the next one has a counter of its own. */
const LEAVING: ReadonlySet<string> = new Set([...JUMPS, 'TryStatement', 'YieldExpression', 'AwaitExpression']);

const FUNCTIONS: ReadonlySet<string> = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=']);

/**
 * A module with a counter wherever control arrives by a way of its own: a function, an arm of a branch, the operand of a logical
 * expression, a default value, the turn of a loop, what follows a statement that may leave its block. What always runs together
 * has one counter, where istanbul has one for each statement. Each comparison outside the head of a loop also tells how far
 * apart its operands are, if they are numbers. Numbers are taken from `numbering`. Throws for a text that is no module. O(text).
 */
export function countEdges(text: string, numbering: Numbering): string {
  return new Edges(text.replace(/^\/\/# sourceMappingURL=.*$/m, ''), numbering).instrument();
}

class Edges {
  readonly #text: string;
  readonly #code: MagicString;
  readonly #numbering: Numbering;
  /** Functions that carry out one comparison each, so that the engine knows the types of each. */
  readonly #helpers: string[] = [];

  constructor(text: string, numbering: Numbering) {
    this.#text = text;
    this.#code = new MagicString(text);
    this.#numbering = numbering;
  }

  instrument(): string {
    const program = parse(this.#text, { ecmaVersion: 'latest', sourceType: 'module' });
    for (const statement of program.body) this.#visit(statement, false);
    return this.#code.append(`\n${this.#helpers.join('\n')}\n`).toString();
  }

  #count(): string {
    return `${HITS}[${this.#numbering.hits++}]++`;
  }

  /** Instruments a node and what is inside it; `isLoopHead` where it is run at every turn of a loop. */
  #visit(node: AnyNode, isLoopHead: boolean): void {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        for (const parameter of node.params) this.#visit(parameter, false);
        if (node.body.type === 'BlockStatement') this.#block(node.body);
        else this.#arm(node.body, false);
        return;
      case 'AssignmentPattern':
        this.#visit(node.left, false);
        return this.#arm(node.right, isLoopHead);
      case 'IfStatement':
        this.#visit(node.test, isLoopHead);
        this.#body(node.consequent);
        if (node.alternate) this.#body(node.alternate);
        else this.#code.appendLeft(node.end, ` else { ${this.#count()}; }`);
        return;
      case 'ConditionalExpression':
        this.#visit(node.test, isLoopHead);
        this.#arm(node.consequent, isLoopHead);
        return this.#arm(node.alternate, isLoopHead);
      case 'LogicalExpression':
        if (isLoopHead) this.#arm(node.left, isLoopHead);
        else this.#visit(node.left, isLoopHead);
        return this.#arm(node.right, isLoopHead);
      case 'ForStatement':
        if (node.init) this.#visit(node.init, false);
        if (node.test) this.#visit(node.test, true);
        if (node.update) this.#visit(node.update, true);
        return this.#body(node.body);
      case 'ForInStatement':
      case 'ForOfStatement':
        this.#visit(node.left, false);
        this.#visit(node.right, false);
        return this.#body(node.body);
      case 'WhileStatement':
      case 'DoWhileStatement':
        this.#visit(node.test, true);
        return this.#body(node.body);
      case 'SwitchStatement':
        this.#visit(node.discriminant, isLoopHead);
        for (const each of node.cases) {
          if (each.test) this.#visit(each.test, isLoopHead);
          const from = each.consequent.length > 0 ? each.consequent[0].start : each.end;
          this.#code.appendLeft(from, `${this.#count()}; `);
          this.#statements(each.consequent);
        }
        return;
      case 'CatchClause':
        return this.#block(node.body);
      case 'BlockStatement':
        return this.#statements(node.body);
      case 'BinaryExpression':
        this.#children(node, isLoopHead);
        if (!isLoopHead) this.#comparison(node);
        return;
      default:
        this.#children(node, isLoopHead);
    }
  }

  #children(node: AnyNode, isLoopHead: boolean): void {
    for (const child of childrenOf(node)) this.#visit(child, isLoopHead);
  }

  /** A block that is entered by a way of its own. */
  #block(block: BlockStatement): void {
    this.#code.appendLeft(block.start + 1, ` ${this.#count()};`);
    this.#statements(block.body);
  }

  /** The same for a statement that may be no block. */
  #body(body: Statement): void {
    if (body.type === 'BlockStatement') return this.#block(body);
    this.#code.appendLeft(body.start, `{ ${this.#count()}; `);
    this.#visit(body, false);
    this.#code.appendLeft(body.end, ' }');
  }

  #statements(statements: readonly Statement[]): void {
    let mayHaveLeft = false;
    for (const statement of statements) {
      if (mayHaveLeft && statement.type !== 'FunctionDeclaration') {
        this.#code.appendLeft(statement.start, `${this.#count()}; `);
        mayHaveLeft = false;
      }
      this.#visit(statement, false);
      // Where the other arm always leaves, what follows runs as often as the empty arm, which has a counter.
      if (mayLeave(statement) && !isGuard(statement)) mayHaveLeft = true;
    }
  }

  /** An expression that is evaluated only on a way of its own. */
  #arm(expression: Expression, isLoopHead: boolean): void {
    this.#code.appendLeft(expression.start, `(${this.#count()}, `);
    this.#visit(expression, isLoopHead);
    this.#code.appendLeft(expression.end, ')');
  }

  #comparison({ operator, left, right, start, end }: BinaryExpression): void {
    if (!COMPARISONS.has(operator) || left.type === 'PrivateIdentifier' || isNoNumber(left) || isNoNumber(right)) return;
    const between = this.#text.slice(left.end, right.start);
    // A comment might hold the operator.
    if (between.includes('/')) return;
    const at = left.end + between.indexOf(operator);
    const name = `fuzzCompare${this.#numbering.comparisons}`;
    this.#helpers.push(
      `function ${name}(a, b) { if (typeof a === 'number' && typeof b === 'number') ` +
        `${NOTE_DISTANCE}(${this.#numbering.comparisons++}, a, b); return a ${operator} b; }`,
    );
    this.#code
      .prependRight(start, `${name}(`)
      .overwrite(at, at + operator.length, ',')
      .appendLeft(end, ')');
  }
}

/** Whether a statement is an `if` without `else` whose arm always leaves. */
function isGuard(statement: Statement): boolean {
  if (statement.type !== 'IfStatement' || statement.alternate) return false;
  const { consequent } = statement;
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
  const before = consequent.type === 'BlockStatement' ? consequent.body.slice(0, -1) : [];
  return last !== undefined && JUMPS.has(last.type) && !before.some(mayLeave);
}

function isNoNumber(node: AnyNode): boolean {
  if (node.type === 'Literal') return typeof node.value !== 'number';
  return node.type === 'TemplateLiteral' || (node.type === 'UnaryExpression' && (node.operator === 'typeof' || node.operator === 'void'));
}

/** Whether control may end inside a statement, or leave it otherwise than to the next one. Functions inside are their own. O(nodes). */
function mayLeave(node: AnyNode): boolean {
  if (FUNCTIONS.has(node.type)) return false;
  return LEAVING.has(node.type) || childrenOf(node).some(mayLeave);
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.entries(node)
    .filter(([key]) => !NO_CHILDREN.has(key))
    .flatMap(([, value]: [string, unknown]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter((value): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value);
}
