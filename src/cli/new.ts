/** `npm run new`: a folder for a new post that builds and passes at once. */
import { createPost } from '../new/create.ts';
import { parseCommandLine } from './arguments.ts';
import { main, UsageError } from './main.ts';

const USAGE = `Usage: npm run new -- <slug> --bib file.bib
       npm run new -- <slug> --title "Title of the paper"

  Creates content/posts/<slug>, a draft with one small example of each thing to replace.
  --bib    BibTeX; the first entry is the paper that the post explains
  --title  the paper's title, where there is no BibTeX yet`;

await main(async () => {
  const options = { bib: { type: 'string' }, title: { type: 'string' } } as const;
  const { values, positionals } = parseCommandLine(options, USAGE);
  const [slug, ...rest] = positionals;
  if (slug === undefined) throw new UsageError(`Which slug?\n\n${USAGE}`);
  if (rest.length > 0) throw new UsageError(`Too many words: ${rest.join(' ')}\n\n${USAGE}`);
  const { bib, title } = values;
  if ((bib === undefined) === (title === undefined)) {
    throw new UsageError(`Give the paper by \`--bib\` or by \`--title\`, one of both.\n\n${USAGE}`);
  }
  const today = new Date().toISOString().slice(0, 10);
  const about = bib === undefined ? { title: title! } : { bib };
  const post = await asUsage(createPost(slug, about, today));
  const next = [
    ['npm run dev', `open http://127.0.0.1:4321/posts/${slug}/ and edit index.mdx`],
    [`npm run record -- ${slug}`, 'after a change of what is computed'],
    [`npm run check -- ${slug}`, 'all that is wrong with the post'],
    ['npm test', 'before it is published; then delete `draft: true`'],
  ];
  const width = Math.max(...next.map(([command]) => command.length));
  console.log(
    [
      `content/posts/${slug}: a draft on ${post.paper}, “${post.title}”, by ${post.author}\n`,
      ...next.map(([command, why]) => `  ${command.padEnd(width)}  ${why}`),
      '\nThe guide “How to write a post” shows every construct as source and result.',
      ...(bib === undefined ? ['references.bib has only the title: complete the entry.'] : []),
    ].join('\n'),
  );
});

/** What a promise gives; its RangeError, which says what is accepted, becomes a UsageError. */
async function asUsage<T>(promise: Promise<T>): Promise<T> {
  return promise.catch((error: unknown) => {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  });
}
