import { UsageError } from '../data/command-line/usage-error.ts';
import { didYouMean } from '../data/did-you-mean.ts';
import { readInput, whyUnreadable } from '../data/read-input.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import type { Domain } from './domain.ts';
import { readDomain, type DomainForm } from './domain-form.ts';
import { DOMAIN_FORMS, domainOf } from './domains/index.ts';
import { jsonText } from '../data/quoting/printable.ts';

const FILE_BYTES_MAX = 2 ** 24;

/** A domain with its form. */
export interface NamedDomain {
  readonly domain: Domain;
  readonly form: DomainForm;
}

/** A domain by its name, or from a file whose name ends in `.json`. Throws {@link UsageError}. O(operations). */
export function namedDomain(nameOrPath: string): NamedDomain {
  if (nameOrPath.endsWith('.json')) return domainFromFile(nameOrPath);
  const form = DOMAIN_FORMS.find(({ domain }) => domain === nameOrPath);
  if (form !== undefined) return { domain: domainOf(form), form };
  const names = DOMAIN_FORMS.map(({ domain }) => domain);
  throw new UsageError(
    `explore: there is no domain ${jsonText(nameOrPath)}: it must be a file that ends in .json, or one of ${names.join(', ')}${didYouMean(nameOrPath, names)}`,
  );
}

function domainFromFile(path: string): NamedDomain {
  let value: unknown;
  try {
    value = JSON.parse(readInput(path, FILE_BYTES_MAX).toString('utf8'));
  } catch (error) {
    throw new UsageError(
      `explore: the domain ${path} cannot be read: ${error instanceof SyntaxError ? error.message : whyUnreadable(error, 'domain')}`,
    );
  }
  const domain = readDomain(value);
  if (isRefusal(domain)) throw new UsageError(`explore: ${path}: ${domain.refused}`);
  return { domain, form: value as DomainForm };
}
