/** `npm run bench`: ours against peers, interleaved in one process, medians and ratios. */
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from '../generate/generate.ts';
import { root } from '../generate/posts.ts';
import { suggestion } from '../literate/diagnostic.ts';
import { parseCommandLine } from './arguments.ts';
import { main, UsageError } from './main.ts';

/** One contender of a bench. */
export interface Row {
  readonly name: string;
  /** the `--vs` name of a peer; absent for ours */
  readonly peer?: string;
  /** one measurement, in the bench's unit; a reason where the peer cannot run here */
  measure(): Promise<number | { readonly absent: string }>;
}

/** What `tests/bench/<name>/bench.ts` exports. The first row is ours. */
export interface Bench {
  readonly title: string;
  /** what is measured; more is better, unless it says otherwise: `steps/s` */
  readonly unit: string;
  readonly rows: readonly Row[];
  /** ends what the rows began, when all is measured or one has failed */
  close?(): Promise<void>;
}

const folder = resolve(root, 'tests/bench');

const USAGE = `Usage: npm run bench -- [name] [--vs peer,peer] [--rounds n]

  Measures in rounds, every contender once a round, and prints medians and ratios.
  --vs      peers to measure against; all if absent
  --rounds  an odd number of rounds; 5 if absent`;

await main(async () => {
  const options = { vs: { type: 'string' }, rounds: { type: 'string' } } as const;
  const { values: flags, positionals } = parseCommandLine(options, USAGE);
  const rounds = Number(flags.rounds ?? 5);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds % 2 === 0) {
    throw new UsageError(`\`--rounds\` must be an odd number above 0, got ${flags.rounds}`);
  }
  const known = readdirSync(folder).filter((name) => existsSync(resolve(folder, name, 'bench.ts')));
  const names = positionals.length > 0 ? positionals : known;
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new UsageError(
      `no bench \`${name}\`.${suggestion(name, known)} There are: ${known.join(', ')}`,
    );
  }
  await generate();
  console.log(`${cpus()[0]?.model}, ${availableParallelism()} threads, Node ${process.version}`);
  for (const name of names) {
    const file = pathToFileURL(resolve(folder, name, 'bench.ts')).href;
    const { bench } = (await import(file)) as { bench: Bench };
    const peers = flags.vs?.split(',').map((peer) => peer.trim());
    await measure(name, bench, peers, rounds).finally(() => bench.close?.());
  }
});

async function measure(
  name: string,
  bench: Bench,
  peers: readonly string[] | undefined,
  rounds: number,
): Promise<void> {
  const all = bench.rows.flatMap((row) => row.peer ?? []);
  const unknown = peers?.find((peer) => !all.includes(peer));
  if (unknown !== undefined) {
    throw new UsageError(
      `bench \`${name}\` has no peer \`${unknown}\`. There are: ${all.join(', ')}`,
    );
  }
  const rows = bench.rows.filter((row) => !row.peer || !peers || peers.includes(row.peer));
  const measured = new Map<Row, number[]>(rows.map((row) => [row, []]));
  const absent = new Map<Row, string>();
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      if (absent.has(row)) continue;
      const result = await row.measure();
      if (typeof result === 'number') measured.get(row)!.push(result);
      else absent.set(row, result.absent);
    }
  }
  const median = (row: Row) => [...measured.get(row)!].sort((a, b) => a - b)[rounds >> 1];
  const ours = median(rows[0]);
  console.log(`\n${bench.title}: ${bench.unit}, median of ${rounds} interleaved rounds`);
  for (const row of rows) {
    if (absent.has(row)) {
      console.log(`  ${row.name.padEnd(28)} ${absent.get(row)}`);
      continue;
    }
    const value = median(row);
    const range = `${format(Math.min(...measured.get(row)!))} to ${format(Math.max(...measured.get(row)!))}`;
    const ratio = row === rows[0] ? '' : `  ours is ${(ours / value).toFixed(2)} times it`;
    console.log(`  ${row.name.padEnd(28)} ${format(value).padStart(10)} (${range})${ratio}`);
  }
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
