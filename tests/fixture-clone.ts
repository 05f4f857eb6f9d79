/**
 * A clone of the project in a temporary folder, with the posts that a test needs: for tests of what a command
 * does to a whole project. Its packages are the project's own.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from '../src/generate/posts.ts';

export interface Clone {
  readonly folder: string;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Runs a command of `src/cli` and returns what it printed and its exit code. */
  run(
    command: string,
    ...args: string[]
  ): Promise<{ code: number; stdout: string; stderr: string }>;
  /** Starts a command that goes on, such as `dev`. */
  start(command: string, ...args: string[]): ChildProcess;
  delete(): void;
}

/** The environment of a shell: without what a test runner adds, which changes how Astro behaves. */
const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', FORCE_COLOR: '0' };

/** @param fixtures folders of `tests/fixtures` that become the posts of the same names */
export function cloneProject(...fixtures: readonly string[]): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'worked-papers-clone-'));
  for (const name of [
    'src',
    'public',
    'content/site.ts',
    'package.json',
    'tsconfig.json',
    'package-lock.json',
    '.kernels',
  ]) {
    cpSync(resolve(root, name), join(folder, name), { recursive: true });
  }
  mkdirSync(join(folder, 'content/posts'));
  for (const fixture of fixtures) {
    const post = join(folder, 'content/posts', fixture);
    cpSync(resolve(root, 'tests/fixtures', fixture), post, { recursive: true });
  }
  symlinkSync(resolve(root, 'node_modules'), join(folder, 'node_modules'));
  // Packages are outside the folder then, which a development server must be told to serve.
  const config = readFileSync(resolve(root, 'astro.config.ts'), 'utf8');
  const open = config.replace('server: {', 'server: { fs: { strict: false },');
  if (open === config) throw new Error('internal: no settings of a server in astro.config.ts');
  writeFileSync(join(folder, 'astro.config.ts'), open);
  return {
    folder,
    read: (path) => readFileSync(resolve(folder, path), 'utf8'),
    write: (path, text) => writeFileSync(join(folder, path), text),
    run: (command, ...args) =>
      new Promise((done) => {
        const file = join(folder, `src/cli/${command}.ts`);
        execFile(
          process.execPath,
          [file, ...args],
          { cwd: folder, env },
          (error, stdout, stderr) => {
            const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
            done({ code, stdout, stderr });
          },
        );
      }),
    start: (command, ...args) => {
      const file = join(folder, `src/cli/${command}.ts`);
      return spawn(process.execPath, [file, ...args], { cwd: folder, env });
    },
    delete: () => rmSync(folder, { recursive: true, force: true }),
  };
}
