/** Figures of a post: each is there, and each says in words what it shows. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { suggestion } from './diagnostic.ts';

export default function remarkFigures() {
  return (tree: Root, file: VFile): void => {
    visit(tree, 'image', (image) => {
      const report = (ruleId: string, text: string) =>
        file.message(text, { place: image.position, ruleId, source: 'worked-papers' });
      if (!image.alt?.trim()) {
        report('figure-alt', `\`${image.url}\` has no alt text. Write \`![what it shows](…)\`.`);
      }
      if (/^[a-z]+:|^\//i.test(image.url)) {
        const advice =
          'Put the file into the figures folder of the post and name it by `./figures/…`.';
        report('figure-local', `\`${image.url}\` is not a file of this post. ${advice}`);
        return;
      }
      const path = resolve(dirname(file.path), image.url);
      if (existsSync(path)) return;
      const folder = dirname(path);
      const near = suggestion(basename(path), existsSync(folder) ? readdirSync(folder) : []);
      report('figure-there', `\`${image.url}\` does not exist.${near}`);
    });
  };
}
