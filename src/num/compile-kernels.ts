/**
 * Compiles the AssemblyScript kernels to Wasm modules, embedded as text in TypeScript modules.
 *
 * A kernel is an exported generic function without a result: `export function sum<T>(out: usize, ...)`.
 * It becomes the Wasm exports `sum_f32` and `sum_f64` and a method of the generated interface
 * `Kernels`, so that a call with the wrong arguments is a type error.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('./kernels/', import.meta.url));
const targets = fileURLToPath(new URL('../../.kernels/', import.meta.url));

/** Files whose kernels few posts need: a module of their own, which works on the memory of the first. */
const APART: Readonly<Record<string, readonly string[]>> = { spectral: ['cauchy.ts', 'fft.ts'] };

interface Kernel {
  readonly file: string;
  readonly name: string;
  /** as written: `out: usize, n: i32, value: T` */
  readonly parameters: string;
}

/**
 * Writes `.kernels/kernels.ts` and the modules apart from it, unless they are up to date.
 *
 * @throws Error with the compiler's messages
 */
export async function compileKernels(): Promise<void> {
  const files = (await readdir(sources)).filter((name) => name.endsWith('.ts')).sort();
  const texts = new Map<string, string>();
  for (const file of files) texts.set(file, await readFile(sources + file, 'utf8'));
  const found = [...texts].flatMap(([file, text]) => findKernels(file, text));
  const compiler = import.meta.resolve('assemblyscript/package.json');
  const dependencies = [fileURLToPath(import.meta.url), fileURLToPath(compiler)];
  for (const file of dependencies) texts.set(file, await readFile(file, 'utf8'));
  const hash = createHash('sha256')
    .update(JSON.stringify([...texts].map(([file, text]) => [basename(file), text])))
    .digest('hex');
  const apart = new Set(Object.values(APART).flat());
  const common = found.filter(({ file }) => !apart.has(file));
  await writeModule('kernels', hash, texts, common, []);
  for (const [name, own] of Object.entries(APART)) {
    const kernels = found.filter(({ file }) => own.includes(file));
    await writeModule(name, hash, texts, kernels, ['--importMemory', '--noExportMemory']);
  }
}

async function writeModule(
  name: string,
  hash: string,
  texts: ReadonlyMap<string, string>,
  kernels: readonly Kernel[],
  options: readonly string[],
): Promise<void> {
  const target = `${targets}${name}.ts`;
  const stamp = `// ${hash}\n`;
  if (existsSync(target) && (await readFile(target, 'utf8')).startsWith(stamp)) return;

  const wasm = await compile(texts, entry(kernels), options);
  await mkdir(dirname(target), { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  await writeFile(unfinished, stamp + moduleText(kernels, wasm));
  await rename(unfinished, target);
}

function findKernels(file: string, text: string): Kernel[] {
  const pattern = /^export function (\w+)<T>\(([^)]*)\): void/gm;
  return [...text.matchAll(pattern)].map(([, name, parameters]) => ({
    file,
    name,
    parameters: parameters.replace(/\s+/g, ' ').replace(/,? $/, '').trim(),
  }));
}

/** The AssemblyScript module whose exports are each kernel for each type. */
function entry(kernels: readonly Kernel[]): string {
  const lines: string[] = [];
  for (const { file, name, parameters } of kernels) {
    lines.push(`import { ${name} } from './${file.replace(/\.ts$/, '')}';`);
    const names = parameters.split(', ').map((parameter) => parameter.split(':')[0]);
    for (const type of ['f32', 'f64']) {
      const typed = parameters.replace(/: T\b/g, `: ${type}`);
      lines.push(
        `export function ${name}_${type}(${typed}): void { ${name}<${type}>(${names.join(', ')}); }`,
      );
    }
  }
  return lines.join('\n');
}

async function compile(
  texts: ReadonlyMap<string, string>,
  entryText: string,
  options: readonly string[],
): Promise<Uint8Array> {
  const { default: asc } = await import('assemblyscript/asc'); // slow to load, and seldom needed
  const files = new Map(texts).set('entry.ts', entryText);
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    // the stub runtime leave nothing but the kernels and the memory
    [
      'entry.ts',
      '-O3',
      '--shrinkLevel', // as fast, and 2 % smaller
      '1',
      '--converge',
      '--runtime',
      'stub',
      '--noAssert',
      '--enable',
      'simd',
      ...options,
      '-o',
      'kernels.wasm',
    ],
    {
      readFile: (name) => files.get(name) ?? null,
      writeFile: (_name, contents) => {
        if (contents instanceof Uint8Array) wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`kernels do not compile:\n${stderr.toString()}`);
  return wasm;
}

function moduleText(kernels: readonly Kernel[], wasm: Uint8Array): string {
  const methods = kernels.map(({ name, parameters }) => {
    const typed = parameters.replace(/: \w+/g, ': number');
    return `  ${name}(${typed}): void;\n`;
  });
  return (
    `/** The kernels for one type of element. */\nexport interface Kernels {\n${methods.join('')}}\n\n` +
    `export const wasm =\n  '${Buffer.from(wasm).toString('base64')}';\n`
  );
}
