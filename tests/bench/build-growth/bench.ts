/** Builds of 200 and of 1,000 made-up posts: how time and memory grow. */
import type { Line, Table } from '../../../src/cli/bench.ts';
import { ourSite, type Site } from '../build/sites.ts';
import type { Measured } from '../build/measured.ts';

const SIZES = [200, 1000];

const sites = new Map<number, Site>();
const builds = new Map<string, Measured>();

function measure(posts: number, kind: 'cold' | 'afterTouch', what: keyof Measured) {
  return async (): Promise<number> => {
    if (!sites.has(posts)) sites.set(posts, ourSite(posts));
    if (what === 'seconds') builds.set(`${kind} ${posts}`, await sites.get(posts)![kind]());
    return builds.get(`${kind} ${posts}`)![what];
  };
}

function line(posts: number, kind: 'cold' | 'afterTouch', what: keyof Measured): Line {
  const title = `${posts} posts, ${kind === 'cold' ? 'cold' : 'one touched'}`;
  const unit = what === 'seconds' ? 's' : 'GB';
  const limit = what === 'gigabytes' && posts === 1000 ? 4 : undefined;
  const rows = [{ name: 'ours', measure: measure(posts, kind, what) }];
  return { title, unit, less: true, limit, rows };
}

/** The exponent of a power of the number of posts: 1 is linear. */
function exponent(kind: string, what: keyof Measured): string {
  const [few, many] = SIZES.map((posts) => builds.get(`${kind} ${posts}`)![what]);
  return (Math.log(many / few) / Math.log(SIZES[1] / SIZES[0])).toFixed(2);
}

export const bench: Table = {
  title: 'Posts of 2,500 words, 60 formulas and 12 fences',
  lines: SIZES.flatMap((posts) =>
    (['cold', 'afterTouch'] as const).flatMap((kind) =>
      (['seconds', 'gigabytes'] as const).map((what) => line(posts, kind, what)),
    ),
  ),
  notes: () =>
    Promise.resolve(
      (['cold', 'afterTouch'] as const).map(
        (kind) =>
          `${kind === 'cold' ? 'cold' : 'one touched'}, last round: seconds grow as posts to the power ${exponent(kind, 'seconds')}, memory ${exponent(kind, 'gigabytes')}`,
      ),
    ),
  close: () => {
    sites.forEach((site) => site.delete());
    return Promise.resolve();
  },
};
