import type { PackedError } from "./packed-error.ts";

/** What a thread asks of its worker. */
export type Request =
  | { readonly call: number; readonly method: string; readonly argument: unknown }
  /** The signal of a call was raised. */
  | { readonly stop: number }
  /** No more calls will come, and no answer is waited for. */
  | { readonly end: true };

/** What a worker says to the thread that made it. */
export type Reply =
  | { readonly answer: number; readonly value: unknown }
  | { readonly answer: number; readonly error: PackedError }
  /** Progress of a call. */
  | { readonly during: number; readonly value: unknown }
  /** For whoever made the worker, at any time. */
  | { readonly announce: string };

/** One end of a channel: a MessagePort, a Worker, or the port to the thread that made it. */
export interface Port {
  postMessage(value: unknown): void;
  on(event: "message", listener: (value: unknown) => void): unknown;
}
