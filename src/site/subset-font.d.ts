declare module 'subset-font' {
  interface Options {
    readonly targetFormat?: 'sfnt' | 'woff' | 'woff2';
    readonly variationAxes?: Readonly<
      Record<string, number | { min?: number; max?: number; default?: number }>
    >;
  }
  /** The font in `buffer` with the characters of `text` alone. */
  export default function subsetFont(
    buffer: Uint8Array,
    text: string,
    options?: Options,
  ): Promise<Uint8Array>;
}
