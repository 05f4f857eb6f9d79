/** `npm test`: every check, and one line at the end that counts them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkPosts } from '../check/check.ts';
import { generate } from '../generate/generate.ts';
import { root, slugs } from '../generate/posts.ts';
import { DiagnosticError, formatDiagnostic } from '../literate/diagnostic.ts';
import { build } from '../site/build.ts';
import { checkTypes } from '../site/types.ts';
import { main } from './main.ts';

const count = { passed: 0, failed: 0 };

await main(async () => {
  await step('generate', generate);
  await step('format', async () => run('prettier', ['--check', '--log-level', 'warn', '.']));
  await step('types', checkTypes);
  await step('check', checkAll);
  vitest('unit');
  // What looks at dist/ is worth running only on the dist/ of these sources: once as it is below a
  // path of its host, and last as it is published.
  const below = { SITE_BASE: '/papers/' };
  if (await step('build below a path', async () => run('node', ['src/cli/build.ts'], below))) {
    vitest('site', below);
  }
  if (await step('build', build)) {
    vitest('site');
    vitest('browser');
  }
  console.log(`${count.passed} passed, ${count.failed} failed`);
  return count.failed > 0 ? 1 : 0;
});

/** One check that passes or throws. */
async function step(name: string, body: () => Promise<void>): Promise<boolean> {
  const began = performance.now();
  const time = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  try {
    await body();
    count.passed += 1;
    console.log(`${name}: passed in ${time()}`);
    return true;
  } catch (error) {
    count.failed += 1;
    console.error(error instanceof Error ? error.message : error);
    console.log(`${name}: failed in ${time()}`);
    return false;
  }
}

/** @throws DiagnosticError with the errors in posts; warnings are printed. Whatever the day is, the result is the same. */
async function checkAll(): Promise<void> {
  const found = await checkPosts(slugs(), { types: false });
  const errors = found.filter(({ severity }) => severity === 'error');
  for (const one of found) {
    if (one.severity === 'warning')
      console.warn(formatDiagnostic({ ...one, text: `Warning: ${one.text}` }));
  }
  if (errors.length > 0) throw new DiagnosticError(errors);
}

type Settings = Readonly<Record<string, string>>;

function run(command: string, args: readonly string[], settings: Settings = {}): void {
  const status = spawn(command, args, settings);
  if (status !== 0) throw new Error(`${command} ended with exit code ${status}`);
}

/** Runs a program of `node_modules/.bin` and returns its exit code. */
function spawn(command: string, args: readonly string[], settings: Settings): number | null {
  const program = resolve(root, 'node_modules/.bin', command);
  const env = { ...process.env, ...settings };
  return spawnSync(program, args, { cwd: root, stdio: 'inherit', env }).status;
}

/** Runs a vitest project and adds its tests to the count; a suite that cannot load is one failure. */
function vitest(project: string, settings: Settings = {}): void {
  const folder = mkdtempSync(join(tmpdir(), 'worked-papers-'));
  const file = join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = ['run', '--config', 'tests/vitest.config.ts', '--project', project, ...reporters];
  const status = spawn('vitest', args, settings);
  const { passed, failed } = counts(file);
  count.passed += passed;
  count.failed += status !== 0 && failed === 0 ? 1 : failed;
  rmSync(folder, { recursive: true });
}

interface VitestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
}

function counts(file: string): { passed: number; failed: number } {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8')) as VitestResults;
    const unloaded = results.testResults.filter(
      (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
    );
    return { passed: results.numPassedTests, failed: results.numFailedTests + unloaded.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
