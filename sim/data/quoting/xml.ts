const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

// What XML 1.0 has no way to say: most control characters, halves of pairs, two that are none.
// oxlint-disable-next-line no-control-regex
const UNSPEAKABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text as it may stand in XML, in an attribute too. What XML cannot say at all becomes U+FFFD. O(length). */
export function xmlText(text: string): string {
  return text.replaceAll(UNSPEAKABLE, '\ufffd').replaceAll(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character]);
}
