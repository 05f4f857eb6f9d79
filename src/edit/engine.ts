/**
 * What runs edited cells: the part of their worker that is not the reader's.
 *
 * The worker's text is the reader's program as the function `__program`, followed by a bundle of this
 * module with the post's runs. It stands in a sandbox that has no origin and no network, so data
 * comes through the port that the page sends first.
 */
import { loadData } from '../demo/load-data.ts';
import { serve, type Runs } from '../demo/serve.ts';

declare global {
  /** The reader's cells as a CommonJS module; the first lines of the worker define it. */
  var __program: (require: (name: string) => unknown, exports: Record<string, unknown>) => void;
}

/** What cells may import, by name. */
const modules = new Map<string, unknown>();

/** Gives cells what they may import; called once, before `exportsOfCells`. */
export function provide(name: string, module: unknown): void {
  modules.set(name, module);
}

/**
 * Runs the cells and returns what they export.
 *
 * @param needed the exports that the post's runs import
 * @throws Error naming an import that there is not, or an export that is gone
 */
export function exportsOfCells(needed: readonly string[]): Record<string, unknown> {
  const exports: Record<string, unknown> = {};
  __program((name) => {
    if (modules.has(name)) return modules.get(name);
    const known = [...modules.keys()].join(', ');
    throw new Error(`\`${name}\` is no module of this post; there are: ${known}`);
  }, exports);
  for (const name of needed) {
    if (exports[name] === undefined) {
      throw new Error(`no cell exports \`${name}\`, which the runs of this post import`);
    }
  }
  return exports;
}

/** Serves the runs on the first port that arrives; the second brings their data. */
export function serveEdited(runs: Runs): void {
  onmessage = ({ ports: [page, data] }: MessageEvent) => {
    onmessage = null;
    const waiting = new Map<string, (bytes: Uint8Array<ArrayBuffer>) => void>();
    data.onmessage = ({ data: { path, bytes } }: MessageEvent) => waiting.get(path)?.(bytes);
    const read = ({ pathname }: URL) =>
      new Promise<Uint8Array<ArrayBuffer>>((resolve) => {
        waiting.set(pathname, resolve);
        data.postMessage(pathname);
      });
    serve(runs, page as never, { load: (sources) => loadData(sources, read) });
  };
}
