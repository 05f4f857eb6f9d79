/**
 * Response headers for hosts that read `_headers` (Netlify, Cloudflare Pages).
 *
 * Every page carries its policy in a meta tag, which holds on any host. The header adds what a meta
 * tag cannot say. It allows the scripts and styles of all pages together; each page allows its own.
 */

/** Sent with every file. */
const SECURITY: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Strict-Transport-Security': 'max-age=31536000',
};

/** The policies of all pages in one: each directive with every source that a page gives it. */
export function unitedPolicy(policies: readonly string[]): string {
  const directives = new Map<string, Set<string>>();
  for (const policy of policies) {
    for (const directive of policy.split(';')) {
      const [name, ...sources] = directive.trim().split(/\s+/);
      if (!name) continue;
      const known = directives.get(name) ?? new Set();
      for (const source of sources) known.add(source);
      directives.set(name, known);
    }
  }
  // A source beside it makes 'none' void, and browsers complain of it.
  for (const sources of directives.values()) if (sources.size > 1) sources.delete("'none'");
  // Pages hold the sandbox for edited cells.
  directives.set('frame-ancestors', new Set(["'self'"]));
  return [...directives].map(([name, sources]) => [name, ...sources].join(' ')).join('; ');
}

/**
 * @param policies Content-Security-Policy of each page
 * @param base path of the site below its origin
 */
export function toHeaders(policies: readonly string[], base: string): string {
  const all = { 'Content-Security-Policy': unitedPolicy(policies), ...SECURITY };
  const rule = (path: string, headers: Readonly<Record<string, string>>) =>
    [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join('\n');
  const rules = [
    rule('/*', all),
    // Their names hold a hash of what is in them.
    rule(`${base}_astro/*`, { 'Cache-Control': 'public, max-age=31536000, immutable' }),
    rule(`${base}feed.xml`, { 'Content-Type': 'application/atom+xml; charset=utf-8' }),
    rule(`${base}feed.json`, { 'Content-Type': 'application/feed+json; charset=utf-8' }),
    rule(`${base}posts/*/index.md`, { 'Content-Type': 'text/markdown; charset=utf-8' }),
  ];
  return `${rules.join('\n\n')}\n`;
}
