import { isRefusal } from '../../data/ops/refusal.ts';
import type { Domain } from '../domain.ts';
import { readDomain, type DomainForm } from '../domain-form.ts';
import { ADAPTER_METRICS, REOPENED, RING, SOCKETS, TEXT } from './adapters.ts';
import { CODEC } from './codec.ts';
import { FULL_PATH } from './full-path.ts';
import { BACKLOG, CLOCK, EVICTED, GATES, LIMITS, READS, STALLS } from './observer.ts';
import { IDENTITY, INDEX, INDEX_KEY, LIVES, NONCES, SCANS, TRACKER, WIDE_TIMES } from './tracker.ts';

/** The domains that are there, in the form of a file. */
export const DOMAIN_FORMS: readonly DomainForm[] = [
  TRACKER,
  IDENTITY,
  NONCES,
  LIVES,
  WIDE_TIMES,
  SCANS,
  INDEX,
  INDEX_KEY,
  FULL_PATH,
  CODEC,
  READS,
  STALLS,
  BACKLOG,
  EVICTED,
  GATES,
  LIMITS,
  CLOCK,
  TEXT,
  SOCKETS,
  REOPENED,
  RING,
  ADAPTER_METRICS,
];

/** The domain of a form that is known to be right. Throws for one that is not. O(operations). */
export function domainOf(form: DomainForm): Domain {
  const domain = readDomain(form);
  if (isRefusal(domain)) throw new Error(`domain ${form.domain}: ${domain.refused}`);
  return domain;
}
