import type { Port, Reply, Request } from "./messages.ts";
import { unpackError } from "./packed-error.ts";

/** What goes with a call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears what the method tells on the way; what it throws rejects the call. */
  readonly onTell?: ((value: never) => void) | undefined;
}

/** Calls methods at the other end of a port. */
export interface Caller {
  call<T>(method: string, argument?: unknown, options?: CallOptions): Promise<T>;
  /** Calls that wait for their answer. */
  readonly pending: number;
  /** Rejects all calls that wait, and all that come. */
  fail(error: Error): void;
  /** Tells the other end that nothing more will come. */
  end(): void;
}

interface Waiting {
  resolve(value: never): void;
  reject(error: unknown): void;
  readonly onTell: CallOptions["onTell"];
}

/** What a caller hears besides answers. */
export interface CallerEvents {
  /** Calls begin to wait, or none waits any more. */
  readonly onIdle?: (idle: boolean) => void;
  /** The other end has something to say; what this throws rejects and stops all calls that wait. */
  readonly onAnnounce?: ((message: string) => void) | undefined;
}

/** A caller at a port. */
export function createCaller(port: Port, { onIdle = () => {}, onAnnounce = () => {} }: CallerEvents = {}): Caller {
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let failure: Error | undefined;
  const send = (request: Request) => port.postMessage(request);
  const settle = (id: number) => {
    const found = waiting.get(id);
    waiting.delete(id);
    if (found && waiting.size === 0) onIdle(true);
    return found;
  };
  /** Does what a listener wants; when it throws, the calls are over. */
  const guard = (ids: readonly number[], listener: () => void) => {
    try {
      listener();
    } catch (error) {
      for (const id of ids) {
        settle(id)?.reject(error);
        send({ stop: id });
      }
    }
  };
  port.on("message", (message) => {
    const reply = message as Reply;
    if ("announce" in reply) guard([...waiting.keys()], () => onAnnounce(reply.announce));
    else if ("during" in reply) {
      guard([reply.during], () => waiting.get(reply.during)?.onTell?.(reply.value as never));
    } else if ("error" in reply) settle(reply.answer)?.reject(unpackError(reply.error));
    else settle(reply.answer)?.resolve(reply.value as never);
  });
  return {
    call: (method, argument, { signal, onTell } = {}) => {
      if (failure) return Promise.reject(failure);
      const id = calls++;
      return new Promise((resolve, reject) => {
        const stop = () => send({ stop: id });
        const after = <A>(settled: (value: A) => void) => {
          return (value: A) => {
            signal?.removeEventListener("abort", stop);
            settled(value);
          };
        };
        send({ call: id, method, argument }); // throws for what cannot be copied: then nothing is waited for
        waiting.set(id, { resolve: after(resolve), reject: after(reject), onTell });
        if (waiting.size === 1) onIdle(false);
        if (signal?.aborted) stop();
        else signal?.addEventListener("abort", stop, { once: true });
      });
    },
    get pending() {
      return waiting.size;
    },
    end: () => send({ end: true }),
    fail: (error) => {
      failure ??= error;
      for (const id of [...waiting.keys()]) settle(id)?.reject(failure);
    },
  };
}
