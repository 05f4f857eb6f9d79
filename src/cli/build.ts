/** `npm run build`: the static site in dist/. A failed build leaves the last good one in place. */
import { build } from '../site/build.ts';
import { main } from './main.ts';

await main(build);
