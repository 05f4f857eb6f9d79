/**
 * A worker for code of a reader's: in a frame without an origin, whose policy forbids connections.
 *
 * The page takes from it only what the protocol of demos allows. A worker that says anything else, or
 * more than was asked for, is ended: a flood then stops at its source.
 */
import { WINDOW, type ToPage, type ToWorker } from '../demo/protocol.ts';
import type { WorkerLike } from '../demo/use-run.ts';

/** What a post's kit says, as `kit.ts` writes it. */
export interface Kit {
  readonly engine: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Characters of an error that are shown */
const MOST = 2000;

interface Sandbox {
  /** address of `edit/sandbox.html` */
  readonly page: string;
  readonly program: Promise<string>;
  /** the bytes of an asset that the kit names */
  readonly read: (path: string) => Promise<ArrayBuffer>;
  /** a line of the worker's text in words, if it is the reader's */
  readonly tell: (message: string, stack: string) => { message: string; stack: string };
}

/** The worker starts with the first message that it is sent. */
export function createSandboxed({ page, program, read, tell }: Sandbox): WorkerLike {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.hidden = true;
  frame.title = 'The sandbox in which edited cells run';
  frame.src = page;

  const [control, messages, data] = [1, 2, 3].map(() => new MessageChannel());
  let expected = { id: 0, index: 0, acknowledged: 0, answers: 0 };

  const worker: WorkerLike = {
    onmessage: null,
    onerror: null,
    foreign: true,
    postMessage(message: ToWorker) {
      if (message.type === 'start') {
        expected = { id: message.id, index: 0, acknowledged: 0, answers: 0 };
      } else if (message.type === 'acknowledge') expected.acknowledged = message.index + 1;
      else if (message.type === 'ask') expected.answers += 1;
      messages.port1.postMessage(message);
    },
    terminate() {
      frame.remove();
      for (const { port1 } of [control, messages, data]) port1.close();
    },
  };

  const end = (message: string) => {
    worker.terminate();
    worker.onerror?.({ message } as ErrorEvent);
  };

  messages.port1.onmessage = ({ data: message }: MessageEvent<ToPage>) => {
    if (!isExpected(message)) {
      end('The edited code sent the page something that no run sends, so it was stopped.');
      return;
    }
    if (message.type === 'error') {
      const { type, id } = message;
      const told = tell(message.message.slice(0, MOST), message.stack.slice(0, MOST));
      worker.onmessage?.({ data: { type, id, ...told } });
      return;
    }
    worker.onmessage?.({ data: message });
  };

  function isExpected(message: ToPage): boolean {
    if (typeof message !== 'object' || message === null) return false;
    if (message.id !== expected.id) return Number.isInteger(message.id) && message.id < expected.id;
    switch (message.type) {
      case 'loaded':
        return true;
      case 'frame':
        return (
          message.index === expected.index++ &&
          message.index < expected.acknowledged + WINDOW &&
          typeof message.seconds === 'number' &&
          typeof message.frame === 'object' &&
          typeof message.frame?.progress === 'number'
        );
      case 'done':
        return typeof message.digest === 'string';
      case 'answer':
        return expected.answers-- > 0;
      case 'error':
        return typeof message.message === 'string' && typeof message.stack === 'string';
      default:
        return false;
    }
  }

  control.port1.onmessage = ({ data: { message, line } }: MessageEvent) => {
    const text = String(message).slice(0, MOST);
    end(tell(text, `worker:${Number(line)}:1`).message);
  };
  data.port1.onmessage = ({ data: path }: MessageEvent<string>) => {
    read(path).then(
      (buffer) => data.port1.postMessage({ path, bytes: new Uint8Array(buffer) }, [buffer]),
      (error: Error) => end(error.message),
    );
  };

  frame.onload = () => {
    program.then(
      (text) =>
        frame.contentWindow!.postMessage(text, '*', [control.port2, messages.port2, data.port2]),
      (error: Error) => end(error.message),
    );
  };
  document.body.append(frame);
  return worker;
}
