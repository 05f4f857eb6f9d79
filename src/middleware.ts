/** Mends what Astro writes where HTML does not allow it. */
import { defineMiddleware } from 'astro:middleware';

/** The rule for islands: Astro writes it beside the first one, and a style sheet belongs in the head. */
const ISLAND_STYLE = /<style>astro-island[^<]*<\/style>/;

export const onRequest = defineMiddleware(async (_context, next) => {
  const response = await next();
  if (!response.headers.get('content-type')?.startsWith('text/html')) return response;
  const html = await response.text();
  const style = ISLAND_STYLE.exec(html)?.[0];
  const mended = style ? html.replace(style, '').replace('</head>', `${style}</head>`) : html;
  return new Response(mended, response);
});
