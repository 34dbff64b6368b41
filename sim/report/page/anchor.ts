/** A signature as the end of an id: letters, digits and hyphens alone. O(length). */
export function anchorOf(signature: string): string {
  return `finding-${signature.replaceAll(/[^\w-]+/g, '-')}`;
}
