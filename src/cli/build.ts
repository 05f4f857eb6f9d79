/** `npm run build`: the static site in dist/. A failed build leaves the last good one in place. */
import { keepCompiledCode, main } from './main.ts';

await main(async () => {
  keepCompiledCode();
  const { build } = await import('../site/build.ts');
  await build();
});
