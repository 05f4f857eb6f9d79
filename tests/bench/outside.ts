/** What peers need and the project does not: found on the machine, or installed in a folder of its own. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Absent {
  readonly absent: string;
}

/** The environment of a peer that is to use one thread. */
export const oneThread = () => ({
  ...process.env,
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
});

// Debian's PyTorch multiplies with the BLAS that is installed; the reference one is 30 times slower.
const PROBE = `
import pathlib, torch
maps = pathlib.Path("/proc/self/maps")
print([line.split()[-1] for line in maps.read_text().splitlines() if "blas" in line] if maps.exists() else [])
`;
const REFERENCE = /\/blas\/libblas/;

/** What OpenBLAS takes a processor for that is newer than itself: it then multiplies 4 numbers at once. */
const UNKNOWN_CORE = /Core: Prescott/;

/** The newest core known to OpenBLAS whose instructions this machine has, if any beyond Prescott's. */
function knownCore(): string | undefined {
  const flags = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  return /\bavx512bw\b/.test(flags) ? 'SKYLAKEX' : /\bavx2\b/.test(flags) ? 'HASWELL' : undefined;
}

/**
 * A Python that has PyTorch on a fast BLAS, which is told the core where it does not know it.
 *
 * Debian's belongs to /usr/bin/python3, which need not be the first on the path.
 */
export async function pythonWithTorch(): Promise<string | Absent> {
  for (const python of ['python3', '/usr/bin/python3']) {
    let blas: { stdout: string; stderr: string };
    try {
      const env = { ...process.env, OPENBLAS_VERBOSE: '2' };
      blas = await run(python, ['-c', PROBE], { env });
    } catch {
      continue;
    }
    if (UNKNOWN_CORE.test(blas.stdout + blas.stderr)) {
      const core = knownCore();
      if (core) process.env.OPENBLAS_CORETYPE ??= core;
    }
    if (!REFERENCE.test(blas.stdout)) return python;
    return {
      absent:
        'absent: PyTorch multiplies with the reference BLAS (apt-get install libopenblas0-pthread)',
    };
  }
  return { absent: 'absent: python3 has no module torch (apt-get install python3-torch)' };
}

/** A new folder with npm packages, given as `name@version`; the caller deletes it. */
export async function installed(packages: readonly string[]): Promise<string | Absent> {
  const folder = mkdtempSync(join(tmpdir(), 'worked-papers-peer-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
  try {
    await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  } catch (error) {
    rmSync(folder, { recursive: true });
    return { absent: `not installed: ${String(error).split('\n')[0]}` };
  }
  return folder;
}
