/** Words of prose and lines of code that are read in a minute. */
const WORDS = 220;
const LINES = 30;

/**
 * How many minutes a post takes, at least 1.
 *
 * @param source the text of its `index.mdx`
 */
export function readingMinutes(source: string): number {
  let lines = 0;
  const prose = source
    .replace(/^---\r?\n[\s\S]*?\r?\n---$/m, '')
    .replace(/^```[^\n]*\n([\s\S]*?)^```$/gm, (_fence, code: string) => {
      lines += code.split('\n').length - 1;
      return '';
    })
    .replace(/^(?:import|export)\s.*$/gm, '')
    .replace(/<[^>]*>/g, '');
  const words = prose.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS + lines / LINES));
}
