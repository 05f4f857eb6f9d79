/** From TypeScript to the module that a sandbox runs, line for line. */
import { transform } from 'sucrase';

/** What is wrong with a program, and in which of its lines. */
export class SyntaxProblem extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/**
 * The program as the function that the engine of its post expects: its line N is line N + 1.
 *
 * @throws SyntaxProblem if it is no TypeScript
 */
export function compile(program: string): string {
  try {
    const { code } = transform(program, {
      transforms: ['typescript', 'imports'],
      disableESTransforms: true,
      production: true,
    });
    return `globalThis.__program = (require, exports) => {\n${code}\n};\n`;
  } catch (thrown) {
    const { message, loc } = thrown as Error & { loc?: { line: number } };
    // "Error transforming x.ts: Unexpected token, expected "," (3:7)"
    const text = message.replace(/^Error transforming [^:]*: /, '').replace(/ \(\d+:\d+\)$/, '');
    throw new SyntaxProblem(text, loc?.line ?? 1);
  }
}
