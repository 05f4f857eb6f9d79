declare module '@citation-js/core' {
  /** A set of works; `data` is CSL-JSON. Only what this project calls. */
  export class Cite {
    constructor(input: string | readonly unknown[]);
    readonly data: unknown[];
    format(
      kind: 'bibliography' | 'citation' | 'bibtex',
      options?: {
        format?: 'html' | 'text';
        template?: string;
        entry?: string | readonly string[];
        citationsPre?: readonly string[];
        asEntryArray?: boolean;
      },
    ): unknown;
  }
  export const plugins: {
    readonly config: { get(plugin: '@bibtex'): { format: { useIdAsLabel: boolean } } };
  };
}
declare module '@citation-js/plugin-bibtex';
declare module '@citation-js/plugin-csl';
declare module '@citation-js/plugin-ris';
