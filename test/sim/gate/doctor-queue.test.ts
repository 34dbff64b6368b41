import { describe, expect, it } from 'vitest';
import { InfrastructureError } from '../../../sim/data/infrastructure-error.ts';
import { hintFor } from '../../../sim/gate/doctor-queue.ts';

describe('hintFor()', () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });

  it.each([
    ['packages that are missing', new InfrastructureError('a queue needs the packages', { cause: missing }), /^install both/],
    ['a password that is missing', new InfrastructureError('there is no queue at r: "NOAUTH Authentication required."'), /password/],
    ['a password that is wrong', new InfrastructureError('there is no queue at r: "WRONGPASS invalid username-password pair"'), /password/],
    ['a user who may not look', new Error("NOPERM User u has no permissions to run the 'info' command"), /user/],
    ['a Redis that is not there', new InfrastructureError('there is no queue at r: "connect ECONNREFUSED"'), /^start Redis/],
  ])('says what to do about %s', (_, error, hint) => expect(hintFor(error)).toMatch(hint));
});
