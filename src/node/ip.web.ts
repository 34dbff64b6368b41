const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const GROUP = /^[\da-f]{1,4}$/i;
const GROUPS = 8;

/** As `isIP` of node:net: 4, 6, or 0 for what is no address. O(text). */
export function isIP(address: string): 0 | 4 | 6 {
  if (IPV4.test(address)) return 4;
  return isIPv6(address) ? 6 : 0;
}

/** As `isIPv6` of node:net: a zone may follow. O(text). */
export function isIPv6(address: string): boolean {
  const [bare, ...zone] = address.split('%');
  return (zone.length === 0 || (zone.length === 1 && /^[\da-z.:-]+$/i.test(zone[0]))) && groupsOf(bare) !== null;
}

/** See ip.ts. */
export function shortIPv6(address: string): string {
  const groups = groupsOf(address);
  if (groups === null) throw new Error(`${address} is no IPv6 address`);
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  let first = -1;
  let most = 1;
  for (let from = 0; from < GROUPS; from++) {
    let length = 0;
    while (from + length < GROUPS && numbers[from + length] === 0) length++;
    if (length > most) [first, most] = [from, length];
  }
  const text = (part: readonly number[]): string => part.map((number) => number.toString(16)).join(':');
  // An IPv4 address in an IPv6 one stays readable as that.
  if (first === 0 && (most === 6 || (most === 5 && numbers[5] === 0xffff)))
    return `::${most === 5 ? 'ffff:' : ''}${[numbers[6] >> 8, numbers[6] & 255, numbers[7] >> 8, numbers[7] & 255].join('.')}`;
  return first === -1 ? text(numbers) : `${text(numbers.slice(0, first))}::${text(numbers.slice(first + most))}`;
}

/** The eight groups of an IPv6 address, in hex; null for what is none. */
function groupsOf(address: string): string[] | null {
  const [first, second = null, ...more] = address.split('::');
  if (more.length > 0) return null;
  const head = partsOf(first, second === null);
  const tail = second === null ? [] : partsOf(second, true);
  if (head === null || tail === null) return null;
  const missing = GROUPS - head.length - tail.length;
  if (second === null) return missing === 0 ? head : null;
  return missing < 1 ? null : [...head, ...new Array<string>(missing).fill('0'), ...tail];
}

/** Groups between colons; the last may be an IPv4 address, which stands for two. */
function partsOf(text: string, isLast: boolean): string[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const groups = parts.flatMap((part, at) => {
    if (!isLast || at < parts.length - 1 || !IPV4.test(part)) return [part];
    const [a, b, c, d] = part.split('.').map(Number);
    return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
  });
  return groups.every((group) => GROUP.test(group)) ? groups : null;
}
