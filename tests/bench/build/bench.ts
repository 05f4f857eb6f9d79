/** Builds of made-up posts by this project and by other generators that render maths and code. */
import { spawn } from 'node:child_process';
import type { Line, Row, Table } from '../../../src/cli/bench.ts';
import type { Absent } from '../outside.ts';
import type { Measured } from './measured.ts';
import { ourSite, peerNames, peerSite, type Peer, type Site } from './sites.ts';

type Build = 'cold' | 'afterTouch';

const sites = new Map<string, Promise<Site | Absent>>();
/** the last build of each row, whose memory is another line */
const last = new Map<string, Measured | Absent>();

async function build(posts: number, kind: Build, peer?: Peer): Promise<number | Absent> {
  const key = `${peer} ${posts}`;
  if (!sites.has(key)) {
    sites.set(key, peer ? peerSite(peer, posts) : Promise.resolve(ourSite(posts)));
  }
  const site = await sites.get(key)!;
  const made = 'absent' in site ? site : await (peer ? orWhyNot(site[kind]()) : site[kind]());
  last.set(`${key} ${kind}`, made);
  return 'absent' in made ? made : made.seconds;
}

/** A peer that fails is absent, and says why. */
function orWhyNot(made: Promise<Measured>): Promise<Measured | Absent> {
  return made.catch((error: unknown) => ({ absent: String(error).slice(0, 400) }));
}

function memory(posts: number, kind: Build, peer?: Peer): Promise<number | Absent> {
  const made = last.get(`${peer} ${posts} ${kind}`)!;
  return Promise.resolve('absent' in made ? made : made.gigabytes);
}

/** Seconds from starting our development server until a post is there. */
async function firstPage(posts: number): Promise<number> {
  const { folder } = (await sites.get(`${undefined} ${posts}`)!) as Site;
  const began = performance.now();
  const server = spawn(process.execPath, ['src/cli/dev.ts', '--port', '4893'], { cwd: folder });
  try {
    const address = await new Promise<string>((done, fail) => {
      let printed = '';
      server.stdout.on('data', (chunk: Buffer) => {
        printed += String(chunk);
        const found = /Worked Papers: (\S+)/.exec(printed);
        if (found) done(found[1]);
      });
      server.on('exit', () => fail(new Error(printed)));
    });
    const page = await fetch(`${address}posts/synthetic-1/`);
    if (!page.ok || !(await page.text()).includes('katex')) throw new Error('no page of a post');
    return (performance.now() - began) / 1000;
  } finally {
    server.kill('SIGINT');
  }
}

type Measure = (posts: number, kind: Build, peer?: Peer) => Promise<number | Absent>;

function rows(measure: Measure, posts: number, kind: Build, peers: readonly Peer[]): Row[] {
  return [
    { name: 'ours', measure: () => measure(posts, kind) },
    ...peers.map((peer) => ({ name: peer, peer, measure: () => measure(posts, kind, peer) })),
  ];
}

const HOW = { cold: 'cold', afterTouch: 'one touched' } as const;

/** The peer that is to be beaten, where one is. */
const target = { name: 'eleventy', times: 1 };

function lines(posts: number, kind: Build, limits: { s?: number; GB?: number }): Line[] {
  const title = `${posts} posts, ${HOW[kind]}`;
  const less = true as const;
  return [
    { title, unit: 's', less, target, limit: limits.s, rows: rows(build, posts, kind, peerNames) },
    { title, unit: 'GB', less, limit: limits.GB, rows: rows(memory, posts, kind, peerNames) },
  ];
}

export const bench: Table = {
  title: 'Posts of 2,500 words, 60 formulas and 12 fences',
  lines: [
    ...lines(21, 'cold', { s: 6 }),
    ...lines(21, 'afterTouch', { s: 3 }),
    ...lines(200, 'cold', { GB: 2 }),
    ...lines(200, 'afterTouch', { s: 5 }),
    {
      title: '200 posts, development server to first post',
      unit: 's',
      less: true,
      limit: 3,
      rows: [{ name: 'ours', measure: () => firstPage(200) }],
    },
  ],
  close: async () => {
    for (const site of await Promise.all(sites.values())) if (!('absent' in site)) site.delete();
  },
};
