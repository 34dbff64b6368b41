/** The text that was compressed into an element of the page. Rejects where it is damaged. */
export async function unpacked(id: string): Promise<string> {
  const text = document.querySelector(`#${id}`)?.textContent ?? '';
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
