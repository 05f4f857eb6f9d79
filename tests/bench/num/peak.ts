/**
 * The most that one core does in Wasm SIMD without fused multiply-add: products and sums of float32
 * vectors that never leave their registers.
 *
 * How many chains of them a core overlaps, and how many the compiler keeps in registers, differs from
 * machine to machine, so several numbers of chains are tried and the best one counts.
 */
import asc from 'assemblyscript/asc';

const CHAINS = [4, 6, 8, 10, 12, 13, 14];
const MILLISECONDS = 60;

function source(chains: number): string {
  const names = Array.from({ length: chains }, (_, i) => `c${i}`);
  const set = (name: string, i: number) => `let ${name} = f32x4.splat(<f32>${i});`;
  const turn = (name: string) => `${name} = f32x4.add(f32x4.mul(${name}, x), x);`;
  return `
export function peak${chains}(turns: i32, seed: f32): f32 {
  const x = f32x4.splat(seed);
  ${names.map(set).join('\n  ')}
  for (let i = 0; i < turns; i++) {
    ${names.map(turn).join('\n    ')}
  }
  return f32x4.extract_lane(${names.reduce((sum, name) => `f32x4.add(${sum}, ${name})`)}, 0);
}`;
}

/** Measures GFLOP/s; each call is one measurement. */
export async function peakMeter(): Promise<() => number> {
  let wasm: Uint8Array | undefined;
  const text = CHAINS.map(source).join('\n');
  const { error, stderr } = await asc.main(
    ['peak.ts', '-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '-o', 'peak.wasm'],
    {
      readFile: (name) => (name === 'peak.ts' ? text : null),
      writeFile: (_name, contents) => {
        if (contents instanceof Uint8Array) wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`the peak does not compile:\n${stderr.toString()}`);
  const { instance } = await WebAssembly.instantiate(wasm as Uint8Array<ArrayBuffer>, {});
  const rate = (chains: number): number => {
    const run = instance.exports[`peak${chains}`] as (turns: number, seed: number) => number;
    const turns = 100_000;
    run(turns, 0.5);
    const start = performance.now();
    for (let done = turns; ; done += turns) {
      run(turns, 0.5);
      const passed = performance.now() - start;
      if (passed > MILLISECONDS) return (done * chains * 8) / passed / 1e6;
    }
  };
  return () => Math.max(...CHAINS.map(rate));
}
