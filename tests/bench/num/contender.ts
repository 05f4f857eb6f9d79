/** A process that answers orders, one at a time. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { oneThread, type Absent } from '../outside.ts';

export class Contender {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #complaints = '';

  constructor(command: string, args: readonly string[]) {
    this.#process = spawn(command, args, { stdio: 'pipe', env: oneThread() });
    this.#lines = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
    this.#process.stderr!.on('data', (text) => (this.#complaints += String(text)));
    this.#process.stdin!.on('error', () => {}); // the end of its output tells
  }

  /** @throws Error with what the process complained of, if it has ended */
  async ask(...order: readonly string[]): Promise<number | Absent> {
    this.#process.stdin!.write(`${order.join(' ')}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`a peer ended at \`${order.join(' ')}\`:\n${this.#complaints}`);
    return JSON.parse(value) as number | Absent;
  }

  end(): void {
    this.#process.kill();
  }
}
