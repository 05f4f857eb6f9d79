/** A real Chromium from an npm package, under the security that a reader has. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/** Flags of the package that would switch off what a reader's browser enforces. */
const UNSAFE = [
  '--disable-web-security',
  '--single-process',
  '--in-process-gpu',
  '--allow-running-insecure-content',
];

const LIBRARIES = '../../node_modules/@sparticuz/chromium/bin/al2023.tar.br';

/** @param more flags beside those that every test needs */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const kept = chromium.args.filter((flag) => !UNSAFE.some((unsafe) => flag.startsWith(unsafe)));
  const args = [...kept, ...more];
  const executablePath = await chromium.executablePath();
  const launch = () => playwright.launch({ executablePath, args });
  return launch().catch(async () => {
    // A machine without NSS or fonts: the package carries both.
    await inflate(join(import.meta.dirname, LIBRARIES));
    setupLambdaEnvironment(join(tmpdir(), 'al2023', 'lib'));
    return launch();
  });
}
