import type { Port, Reply, Request } from "./messages.ts";
import { packError } from "./packed-error.ts";

/** How a method sees its call: whether to stop, and whom to tell on the way. */
export interface Call {
  readonly signal: AbortSignal;
  tell(value: unknown): void;
}

/** Work that another thread may ask for, by name. */
export type Methods = Readonly<Record<string, (argument: never, call: Call) => Promise<unknown>>>;

/** Answers the calls that come in at a port, until it hears the end. An error is an answer, too. */
export function serveCalls(port: Port, methods: Methods, onEnd: () => void = () => {}): void {
  const running = new Map<number, AbortController>();
  const reply = (message: Reply) => port.postMessage(message);
  const replyError = (call: number, error: unknown) => {
    try {
      reply({ answer: call, error: packError(error) });
    } catch {
      // Something in its details cannot be copied.
      reply({ answer: call, error: packError(new Error(error instanceof Error ? error.message : String(error))) });
    }
  };
  port.on("message", async (message) => {
    const request = message as Request;
    if ("end" in request) return onEnd();
    if ("stop" in request) return running.get(request.stop)?.abort();
    const { call, method, argument } = request;
    const controller = new AbortController();
    running.set(call, controller);
    try {
      const work = methods[method];
      if (!work) throw new Error(`no method "${method}"`);
      const context = { signal: controller.signal, tell: (value: unknown) => reply({ during: call, value }) };
      reply({ answer: call, value: await work(argument as never, context) });
    } catch (error) {
      replyError(call, error);
    } finally {
      running.delete(call);
    }
  });
}
