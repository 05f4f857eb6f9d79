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

/** One kind of work of a `Table`; more of its unit is better, unless it says less. */
export interface Line extends Pick<Bench, 'title' | 'unit' | 'rows'> {
  readonly less?: true;
  /** how many times as much as the row of that name ours should be at least, or at most if less */
  readonly target?: { readonly name: string; readonly times: number };
  /** what ours should be at most, where less is better */
  readonly limit?: number | undefined;
}

/** Or it exports this: several kinds of work, of which rows of one name make a column. */
export interface Table {
  readonly title: string;
  readonly lines: readonly Line[];
  /** what else is to be shown below */
  notes?(): Promise<readonly string[]>;
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
    const { bench } = (await import(file)) as { bench: Bench | Table };
    const peers = flags.vs?.split(',').map((peer) => peer.trim());
    const run = 'lines' in bench ? tabulate : list;
    await run(name, bench as Bench & Table, peers, rounds).finally(() => bench.close?.());
  }
});

type Result =
  { readonly values: readonly number[]; readonly median: number } | { readonly absent: string };

/** The rows that `--vs` leaves. @throws UsageError if it names a peer that there is not */
function chosen(name: string, all: readonly Row[], peers: readonly string[] | undefined): Row[] {
  const known = [...new Set(all.flatMap((row) => row.peer ?? []))];
  const unknown = peers?.find((peer) => !known.includes(peer));
  if (unknown !== undefined) {
    throw new UsageError(
      `bench \`${name}\` has no peer \`${unknown}\`. There are: ${known.join(', ')}`,
    );
  }
  return all.filter((row) => !row.peer || !peers || peers.includes(row.peer));
}

/** Measures in rounds, every row once a round. */
async function measure(rows: readonly Row[], rounds: number): Promise<ReadonlyMap<Row, Result>> {
  const values = new Map<Row, number[]>(rows.map((row) => [row, []]));
  const absent = new Map<Row, string>();
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      if (absent.has(row)) continue;
      const result = await row.measure();
      if (typeof result === 'number') values.get(row)!.push(result);
      else absent.set(row, result.absent);
    }
  }
  const resultOf = (row: Row): Result => {
    if (absent.has(row)) return { absent: absent.get(row)! };
    const sorted = values.get(row)!.sort((a, b) => a - b);
    return { values: sorted, median: sorted[rounds >> 1] };
  };
  return new Map(rows.map((row) => [row, resultOf(row)]));
}

async function list(
  name: string,
  bench: Bench,
  peers: readonly string[] | undefined,
  rounds: number,
): Promise<void> {
  const rows = chosen(name, bench.rows, peers);
  const measured = await measure(rows, rounds);
  const ours = measured.get(rows[0])!;
  console.log(`\n${bench.title}: ${bench.unit}, median of ${rounds} interleaved rounds`);
  for (const row of rows) {
    const result = measured.get(row)!;
    if ('absent' in result) {
      console.log(`  ${row.name.padEnd(28)} ${result.absent}`);
      continue;
    }
    const { values, median } = result;
    const range = `${format(values[0])} to ${format(values.at(-1)!)}`;
    const ratio =
      row === rows[0] || 'absent' in ours
        ? ''
        : `  ours is ${(ours.median / median).toFixed(2)} times it`;
    console.log(`  ${row.name.padEnd(28)} ${format(median).padStart(10)} (${range})${ratio}`);
  }
}

async function tabulate(
  name: string,
  table: Table,
  peers: readonly string[] | undefined,
  rounds: number,
): Promise<void> {
  const rows = chosen(
    name,
    table.lines.flatMap((line) => line.rows),
    peers,
  );
  const measured = await measure(rows, rounds);
  const columns = [...new Set(rows.map((row) => row.name))];
  const reasons: string[] = [];
  const lines = table.lines.map(({ title, unit, rows, target, limit, less }) => {
    const of = (column: string) => {
      const row = rows.find((row) => row.name === column);
      return row && measured.get(row);
    };
    const ours = of(columns[0]);
    const ratio = (column: string): number | undefined => {
      const theirs = of(column);
      if (!ours || !theirs || 'absent' in ours || 'absent' in theirs) return undefined;
      return ours.median / theirs.median;
    };
    const cells = columns.map((column) => {
      const result = of(column);
      if (!result) return '';
      if ('absent' in result) {
        reasons.push(`${column}, ${title}: ${result.absent}`);
        return `[${reasons.length}]`;
      }
      const times = column === columns[0] ? '' : ` (${ratio(column)!.toPrecision(3)} x)`;
      return format(result.median) + times;
    });
    const reached = target && ratio(target.name);
    const verdicts: string[] = [];
    if (reached !== undefined) {
      const met = less ? reached <= target!.times : reached >= target!.times;
      verdicts.push(`${met ? 'met' : 'missed'}: ${target!.times.toPrecision(2)} x ${target!.name}`);
    }
    if (limit !== undefined && ours && !('absent' in ours)) {
      verdicts.push(`${ours.median <= limit ? 'met' : 'missed'}: ${limit} ${unit}`);
    }
    return [title, unit, ...cells, verdicts.join(', ')];
  });
  const all = [['', '', ...columns, 'target'], ...lines];
  const widths = all[0].map((_, i) => Math.max(...all.map((line) => line[i].length)));
  console.log(
    `\n${table.title}, medians of ${rounds} interleaved rounds; in brackets ours / theirs`,
  );
  for (const line of all) {
    const cells = line.map((cell, i) =>
      i < 2 || i === line.length - 1 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
    );
    console.log(`  ${cells.join('  ').trimEnd()}`);
  }
  reasons.forEach((reason, i) => console.log(`  [${i + 1}] ${reason}`));
  for (const note of (await table.notes?.()) ?? []) console.log(`  ${note}`);
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
