/** `npm run dev`: serves the site from its sources; saving a post updates the page. */
import { root } from '../generate/posts.ts';
import { DiagnosticError } from '../literate/diagnostic.ts';
import { parseCommandLine, portArgument } from './arguments.ts';
import { keepCompiledCode, main } from './main.ts';

const USAGE = `Usage: npm run dev [-- --port n]

  Serves the site from its sources on http://127.0.0.1:4321, or the next free port.`;

await main(async () => {
  const { values } = parseCommandLine({ port: { type: 'string' } }, USAGE);
  const port = portArgument(values.port);
  keepCompiledCode();
  const [{ dev }, { generate }] = await Promise.all([
    import('astro'),
    import('../generate/generate.ts'),
  ]);
  try {
    await generate();
  } catch (error) {
    // A broken post must not keep the author from seeing it in the page.
    if (!(error instanceof DiagnosticError)) throw error;
    console.error(error.message);
  }
  const server = await dev({ root, server: { host: '127.0.0.1', port } });
  console.log(`Worked Papers: http://127.0.0.1:${server.address.port}/`);
  await new Promise((resolve) => process.once('SIGINT', resolve));
  await server.stop();
});
