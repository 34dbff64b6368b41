import { expect, it } from 'vitest';
import { DOMAIN_FORMS, domainOf } from '../../../sim/explore/domains/index.ts';
import { Expander } from '../../../sim/explore/expander.ts';
import { copiersOf, PRODUCTION, type Copiers } from '../../../sim/subject/production.ts';

it('counts no accesses, also in a run so long that its tracker is copied', () => {
  const usual = Uint32Array;
  let [made, counted] = [0, 0];
  class Tracker extends PRODUCTION.Tracker {
    constructor(...args: ConstructorParameters<typeof PRODUCTION.Tracker>) {
      super(...args);
      made++;
      if (Uint32Array !== usual) counted++;
    }
  }
  const [domain] = DOMAIN_FORMS.filter((form) => form.domain === 'full-path').map(domainOf);
  const copiers = copiersOf(PRODUCTION) as Copiers;
  const expander = new Expander(domain, { isReduced: true, production: { ...PRODUCTION, Tracker, copiers } });
  expander.expand({ number: 0, pathLength: 0, paths: new Uint16Array(0) });
  expect([made > domain.starts.length, counted]).toEqual([true, 0]);
});
