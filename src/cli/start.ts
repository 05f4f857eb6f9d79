/** `npm start`: builds the site and serves it on this machine. */
import { root } from '../generate/posts.ts';
import { parseCommandLine, portArgument } from './arguments.ts';
import { keepCompiledCode, main } from './main.ts';

const USAGE = `Usage: npm start [-- --port n]

  Builds the site and serves it on http://127.0.0.1:4321, or the next free port.`;

await main(async () => {
  const { values } = parseCommandLine({ port: { type: 'string' } }, USAGE);
  const port = portArgument(values.port);
  keepCompiledCode();
  const [{ preview }, { build }] = await Promise.all([import('astro'), import('../site/build.ts')]);
  await build();
  const server = await preview({ root, server: { host: '127.0.0.1', port }, logLevel: 'warn' });
  console.log(`Worked Papers: http://127.0.0.1:${server.port}/ (Ctrl+C ends it)`);
  await server.closed();
});
