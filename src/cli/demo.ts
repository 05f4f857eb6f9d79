/** `npm run demo`: a post's run in Node, the same definition that the page runs. */
import { createDigest } from '#demo/digest';
import { encodeFrame } from '#demo/frame-json';
import { readData } from '#demo/read-data';
import {
  complete,
  DEFAULT_SEED,
  describe,
  parseValue,
  start,
  type Frame,
  type Run,
} from '#demo/run';
import { shownRuns } from '../demo/remark-demo.ts';
import { generate } from '../generate/generate.ts';
import { postFile } from '../generate/posts.ts';
import { suggestion } from '../literate/diagnostic.ts';
import { readPost } from '../literate/parse-post.ts';
import { loadPost, readRecord, taskKey } from '../record/record.ts';
import { asUsage, parseCommandLine, slugArgument } from './arguments.ts';
import { main, UsageError } from './main.ts';
import { progressBar } from './progress.ts';

const USAGE = `Usage: npm run demo -- <slug> [run] [--set name=value]... [--seed n] [--json]

  Runs a post's computation and prints its last frame. Without a run: the first that the post shows.
  --set name=value  a parameter of the run; give it once for each
  --seed n          a whole number from 0 to 4294967295; ${DEFAULT_SEED} if absent
  --json            every frame as one JSON object a line`;

await main(async () => {
  const { values: flags, positionals } = parseCommandLine(
    {
      set: { type: 'string', multiple: true },
      seed: { type: 'string' },
      json: { type: 'boolean' },
    },
    USAGE,
  );
  const [slugGiven, runGiven, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`Too many words: ${rest.join(' ')}\n\n${USAGE}`);
  const slug = slugArgument(slugGiven, USAGE);
  await generate();
  const { runs } = await loadPost(slug);
  const name = runName(slug, runs, runGiven);
  const run = runs[name];
  const seed = seedFrom(flags.seed);
  const values = valuesFrom(name, run, flags.set ?? []);

  const data = await readData(run.data);
  const bar = progressBar(`${slug} ${name}`);
  const digest = createDigest();
  const began = performance.now();
  let frames = 0;
  let last: Frame | undefined;
  try {
    for (const frame of start(run, values, seed, data)) {
      digest.add(frame);
      frames += 1;
      last = frame;
      if (flags.json) process.stdout.write(`${JSON.stringify(encodeFrame(frame))}\n`);
      else bar.show(frame.progress);
    }
  } finally {
    bar.end();
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(2);
  if (flags.json) return;

  console.log(`${slug} ${name}: ${run.title}`);
  for (const [key, value] of Object.entries({ ...values, seed }))
    console.log(`  ${key} = ${value}`);
  console.log(summary(last!));
  const task = taskKey({ run: name, values, seed });
  const recorded = readRecord(slug)?.runs.find((entry) => taskKey(entry) === task);
  const same =
    digest.hex() === recorded?.digest ? 'same bits as the record' : 'other bits than the record';
  console.log(
    `${frames} frames in ${seconds} s; digest ${digest.hex()}${recorded ? `; ${same}` : ''}`,
  );
});

function runName(slug: string, runs: Record<string, Run>, given: string | undefined): string {
  const names = Object.keys(runs);
  if (given === undefined && names.length > 0) {
    const shown = shownRuns(readPost(postFile(slug, 'index.mdx')).tree);
    return shown.find((run) => names.includes(run)) ?? names[0];
  }
  if (given !== undefined && names.includes(given)) return given;
  const what =
    given === undefined ? `\`${slug}\` has no runs.` : `no run \`${given}\` in \`${slug}\`.`;
  throw new UsageError(
    `${what}${suggestion(given ?? '', names)} There are: ${names.join(', ') || 'none'}`,
  );
}

function seedFrom(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SEED;
  const seed = Number(text);
  if (text.trim() !== '' && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new UsageError(`\`--seed\` must be a whole number from 0 to 4294967295, got ${text}`);
}

function valuesFrom(name: string, run: Run, settings: readonly string[]) {
  const accepted = () =>
    Object.entries(run.parameters)
      .map(([key, parameter]) => `  ${key}: ${describe(parameter)} (${parameter.label})`)
      .join('\n');
  const given = settings.map((setting) => {
    const [, key, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
    if (key === undefined || text === undefined) {
      throw new UsageError(`\`--set\` takes name=value, got \`${setting}\``);
    }
    if (!Object.hasOwn(run.parameters, key)) {
      const near = suggestion(key, Object.keys(run.parameters));
      throw new UsageError(
        `no parameter \`${key}\` in run \`${name}\`.${near} There are:\n${accepted()}`,
      );
    }
    return [key, asUsage(() => parseValue(key, run.parameters[key], text))] as const;
  });
  return asUsage(() => complete(run.parameters, Object.fromEntries(given)));
}

/** The single values of a frame, a line each; of arrays only their length. */
function summary(frame: Frame): string {
  return Object.entries(frame)
    .map(([key, value]) => `  ${key}: ${short(value)}`)
    .join('\n');
}

function short(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const { length } = value as unknown as ArrayLike<unknown>;
    const items = Array.from(value as unknown as ArrayLike<unknown>);
    const numbers = items.every((item) => typeof item === 'number');
    return numbers && length <= 12 ? `[${items.join(', ')}]` : `${length} values`;
  }
  return typeof value === 'object' ? '{…}' : String(value);
}
