/** `loadData` for Node: the assets are files. */
import { readFile } from 'node:fs/promises';
import { loadData } from './load-data.ts';
import type { RunData } from './run.ts';

/** @throws Error naming the asset that cannot be read */
export function readData(sources: Readonly<Record<string, URL>>): Promise<RunData> {
  return loadData(sources, async (source) => new Uint8Array(await readFile(source)));
}
