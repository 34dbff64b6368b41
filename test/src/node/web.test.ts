import { isIP, isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hrtimeNs } from '../../../src/node/hrtime.web.ts';
import * as web from '../../../src/node/ip.web.ts';
import { NODE_UDP_HOST } from '../../../src/node/node-udp-host.web.ts';

const text = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV6(), fc.constantFrom('%eth0', '%', '%a%b', '%é', '%0')).map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom('0', '1', 'f', ':', '::', '.', '25', '256', '%', 'g', '\n'), maxLength: 18 }),
  fc.string(),
);

/** Addresses that end in an IPv4 address, and some that nearly do. */
const IPV4_INSIDE = ['::ffff:7f00:1', '::ffff:127.0.0.1', '::7f00:1', '::1', '::', '::1:0', '::fffe:1:2', '::ffff:0:0'];

describe('what stands for Node where there is none', () => {
  it('takes the same texts for addresses as node:net', () => {
    fc.assert(
      fc.property(text, (address) => {
        expect([web.isIP(address), web.isIPv6(address)]).toEqual([isIP(address), isIPv6(address)]);
      }),
    );
  });

  it.each(['1:2:3:4:5:6:7:8::', '1:2:3:4:5:6:7::8', '1:2:3:4:5:6:7::', '::', '::1.2.3.4', '1::2::3', ':', '', '1:2:3:4:5:6:7:8%'])(
    'takes %j as node:net does',
    (address) => {
      expect([web.isIP(address), web.isIPv6(address)]).toEqual([isIP(address), isIPv6(address)]);
    },
  );

  it('shortens addresses as node:net does', () => {
    const groups = fc.array(fc.constantFrom('0', '0', '1', 'ff', '0db8', 'ABCD', 'ffff'), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV6(),
          groups.map((parts) => parts.join(':')),
        ),
        (address) => {
          expect(web.shortIPv6(address)).toBe(new SocketAddress({ family: 'ipv6', address }).address);
        },
      ),
      { examples: IPV4_INSIDE.map((address) => [address]) },
    );
    expect(() => web.shortIPv6('1::2::3')).toThrow('no IPv6 address');
  });

  it('has neither a clock nor sockets', () => {
    expect(hrtimeNs).toThrow('no Node');
    expect(() => NODE_UDP_HOST.createSocket('udp4')).toThrow('no Node');
    expect(() => NODE_UDP_HOST.socketTable('udp4')).toThrow('no Node');
  });
});
