import { expect, it } from 'vitest';
import { opsOf } from '../../../sim/explore/domain.ts';
import { DOMAIN_FORMS, domainOf } from '../../../sim/explore/domains/index.ts';
import { readingOf } from '../../../sim/insight/reading.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';

it.each([
  // Two beats, two polls that each read one, and ten datagrams that nobody reads.
  ['backlog', [0], [3, 4, ...Array.from({ length: 10 }, () => null)]],
  // A UDP listener hands over copies.
  ['ring', [1, 0, 1, 2, 2], [5, 6]],
  // The same bytes twice.
  ['ring', [1, 0, 2, 0, 2], [4, 6]],
])('readingOf() is the poll that reads a datagram of domain %s', (name, path, polls) => {
  const [domain] = DOMAIN_FORMS.filter((form) => form.domain === name).map(domainOf);
  const ops = [...opsOf(domain, path)];
  const read = ops.map((_, step) => readingOf(ops, step, PRODUCTION));
  expect(read.filter((_, step) => ops[step].op === 'datagram')).toEqual(polls);
  expect(read.filter((_, step) => ops[step].op !== 'datagram').every((poll) => poll === null)).toBe(true);
});
