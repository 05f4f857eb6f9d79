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
        asEntryArray?: boolean;
      },
    ): unknown;
  }
  export const plugins: {
    readonly config: {
      get(plugin: '@bibtex'): { format: { useIdAsLabel: boolean } };
      get(plugin: '@csl'): {
        engine(
          works: readonly unknown[],
          style: string,
          language: undefined,
          format: 'text',
        ): Engine;
      };
    };
  };
  /** citeproc-js */
  interface Engine {
    /** Cites in the order given. @returns for each its id, its note's number and its text */
    rebuildProcessorState(
      citations: readonly {
        readonly citationItems: readonly { readonly id: string }[];
        readonly properties: { readonly noteIndex: number };
      }[],
      format: 'text',
      uncited: readonly string[],
    ): [id: string, note: number, text: string][];
  }
}
declare module '@citation-js/plugin-bibtex';
declare module '@citation-js/plugin-csl';
declare module '@citation-js/plugin-ris';
