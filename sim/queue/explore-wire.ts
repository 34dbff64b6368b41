import { checkOf, object, orNull } from '../data/json-form.ts';
import type { DomainForm } from '../explore/domain-form.ts';
import { DEPTH_MAX, type Domain } from '../explore/domain.ts';
import type { Batch, Expansion } from '../explore/expander.ts';
import { FINGERPRINT_WORDS } from '../explore/fingerprint.ts';
import type { Finding } from '../oracle/finding.ts';
import { count, FINDING, hex, list, name } from './message-form.ts';

// What machines send each other of an exploration. Columns of numbers are the base64 of their bytes, lowest first.

/** What all chunks of an exploration share. */
export interface ExploreOrder {
  readonly explore: { readonly domains: readonly DomainForm[]; readonly isReduced: boolean };
  readonly hangMs: number;
}

/** States of a frontier, of which it is asked what follows. */
export interface ExploreChunk {
  readonly campaign: string;
  /** Its name within the exploration: a digest of the states. */
  readonly name: string;
  readonly not: string | null;
  readonly explore: { readonly domain: number; readonly number: number; readonly pathLength: number; readonly paths: string };
}

/** What follows them; see Expansion. */
export interface ExploreResult {
  readonly by: string;
  readonly isSkipped: boolean;
  readonly explore: {
    readonly transitions: number;
    readonly prints: string;
    readonly from: string;
    readonly ops: string;
    readonly findings: readonly {
      readonly from: number;
      readonly op: number;
      readonly finding: Omit<Finding, 'nowNs'> & { readonly nowNs: string };
    }[];
  } | null;
}

const columns = { type: 'string', maxLength: 67_108_864, pattern: '^[A-Za-z0-9+/]*={0,2}$' } as const;

/** Whether messages are such. */
export const EXPLORE_CHECKS = {
  order: checkOf(
    object({
      explore: object({ domains: { ...list({ type: 'object' }, 1000), minItems: 1 }, isReduced: { type: 'boolean' } }),
      hangMs: { ...count, minimum: 1 },
    }),
  ),
  chunk: checkOf(
    object({
      campaign: hex,
      name: { type: 'string', pattern: '^[0-9a-f]{16}(-again)?$' },
      not: orNull(name),
      explore: object({
        domain: { ...count, maximum: 999 },
        number: count,
        pathLength: { ...count, maximum: DEPTH_MAX },
        paths: columns,
      }),
    }),
  ),
  result: checkOf(
    object({
      by: name,
      isSkipped: { type: 'boolean' },
      explore: orNull(
        object({
          transitions: count,
          prints: columns,
          from: columns,
          ops: columns,
          findings: list(object({ from: count, op: count, finding: FINDING }), 1000),
        }),
      ),
    }),
  ),
};

/** The states of a chunk; the reason, as the end of a sentence, if they are none of the domain. O(states). */
export function batchOf({ explore: { number, pathLength, paths } }: ExploreChunk, domain: Domain | undefined): Batch | string {
  if (domain === undefined) return 'its exploration has no such domain';
  const numbers = column(paths, Uint16Array);
  if (pathLength === 0 ? numbers.length > 0 : numbers.length === 0 || numbers.length % pathLength !== 0)
    return 'its states are no sequences of one length';
  const isOne = (op: number, at: number): boolean => op < (at % pathLength === 0 ? domain.starts : domain.ops).length;
  return numbers.every(isOne) ? { number, pathLength, paths: numbers } : 'its states have operations that are none of the domain';
}

/** The states of a batch, to be sent. */
export function pathsToSend(paths: Uint16Array): string {
  return base64(paths);
}

/** An expansion, to be sent. */
export function expansionToSend({ transitions, prints, from, ops, findings }: Expansion): ExploreResult['explore'] {
  return {
    transitions,
    prints: base64(prints),
    from: base64(from),
    ops: base64(ops),
    findings: findings.map((each) => ({ ...each, finding: { ...each.finding, nowNs: String(each.finding.nowNs) } })),
  };
}

/** What a result says of a batch of a domain; the reason, as the end of a sentence, if it is no result of it. O(successors). */
export function expansionOf({ explore }: ExploreResult, { number, pathLength, paths }: Batch, domain: Domain): Expansion | string {
  if (explore === null) return 'it is empty';
  const states = pathLength === 0 ? 1 : paths.length / pathLength;
  const choices = (pathLength === 0 ? domain.starts : domain.ops).length;
  const [prints, from, ops] = [column(explore.prints, Uint32Array), column(explore.from, Uint32Array), column(explore.ops, Uint16Array)];
  const isWhole = prints.length === FINGERPRINT_WORDS * ops.length && from.length === ops.length;
  const isOfIt = (state: number, op: number): boolean => state < states && op < choices;
  if (!isWhole || !ops.every((op, at) => isOfIt(from[at], op)) || !explore.findings.every((each) => isOfIt(each.from, each.op)))
    return 'it tells of states that were not asked for';
  const findings = explore.findings.map((each) => ({ ...each, finding: { ...each.finding, nowNs: BigInt(each.finding.nowNs) } }));
  return { number, transitions: explore.transitions, prints, from, ops, findings };
}

function base64({ buffer, byteOffset, byteLength }: Uint16Array | Uint32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** Numbers from base64; a part of a number at the end is left out. */
function column<T extends Uint16Array | Uint32Array>(
  text: string,
  of: { new (buffer: ArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
): T {
  const bytes = Buffer.from(text, 'base64');
  const length = bytes.length - (bytes.length % of.BYTES_PER_ELEMENT);
  return new of(Uint8Array.from(bytes.subarray(0, length)).buffer);
}
