/** What is wrong with a post's front matter, beside what is wrong with its page. */
import { existsSync, readFileSync } from 'node:fs';
import type { Root } from 'mdast';
import type { VFile } from 'vfile';
import { readFrontMatter } from './read.ts';

export default function remarkFrontMatter() {
  return (_tree: Root, file: VFile): void => {
    // Astro hands over the text with blanks in place of the front matter.
    const source = existsSync(file.path) ? readFileSync(file.path, 'utf8') : String(file.value);
    for (const { line, column, rule, text } of readFrontMatter(source, file.path).problems) {
      file.message(text, { place: { line, column }, ruleId: rule, source: 'worked-papers' });
    }
  };
}
