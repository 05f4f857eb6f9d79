/** `npm run empty`: begins another publication, with the guides alone. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { readFrontMatter } from '../front-matter/read.ts';
import { postFile, programFile, root, slugs } from '../generate/posts.ts';
import { parseCommandLine } from './arguments.ts';
import { main, UsageError } from './main.ts';

const USAGE = `Usage: npm run empty -- --yes

  Deletes every post but the guides, with its benches, for a publication of your own.
  Then edit content/site.ts and begin with \`npm run new\`.`;

await main(async () => {
  const { values } = parseCommandLine({ yes: { type: 'boolean' } }, USAGE);
  const gone = slugs().filter((slug) => {
    const path = postFile(slug, 'index.mdx');
    const { fields, problems } = readFrontMatter(readFileSync(path, 'utf8'), path);
    // A post whose front matter is broken is kept: it may be anything.
    return problems.length === 0 && fields?.kind !== 'guide';
  });
  const folders = gone.flatMap((slug) =>
    [postFile(slug, '.'), resolve(root, 'tests/bench', slug), resolve(root, '.data', slug)].filter(
      existsSync,
    ),
  );
  const names = folders.map((folder) => `  ${folder.slice(root.length + 1)}`).join('\n');
  if (!values.yes) {
    throw new UsageError(
      `${USAGE}\n\nWithout --yes nothing is deleted. It would delete:\n${names}`,
    );
  }
  for (const folder of folders) rmSync(folder, { recursive: true });
  for (const slug of gone) rmSync(programFile(slug), { force: true });
  console.log(folders.length === 0 ? 'Nothing to delete.' : `Deleted:\n${names}`);
});
