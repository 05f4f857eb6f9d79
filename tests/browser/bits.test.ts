/** Every operation of `#num` gives the same bits in Chromium as in Node. */
import { resolve } from 'node:path';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';
import { root } from '../../src/generate/posts.ts';
import { corpus } from '../num/corpus.ts';
import { launchChromium } from './chromium.ts';

test('Chromium computes the bits of Node over the whole corpus', async () => {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      write: false,
      lib: { entry: resolve(root, 'tests/num/corpus.ts'), formats: ['iife'], name: 'bits' },
    },
  })) as Rolldown.RolldownOutput[];
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: built[0].output[0].code });
    const inChromium = await page.evaluate<Record<string, string>>('bits.corpus()');
    const inNode = corpus();
    expect(Object.keys(inNode).length).toBeGreaterThan(150);
    expect(inChromium).toEqual(inNode);
  } finally {
    await browser.close();
  }
});
