/** A sentence with code between backticks, as HTML. */
export function codeIn(text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return safe.replace(/`([^`]+)`/g, '<code>$1</code>');
}
