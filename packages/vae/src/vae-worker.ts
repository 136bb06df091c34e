import { parentPort } from "node:worker_threads";
import type { Port, Reply } from "./worker/messages.ts";
import { serveCalls } from "./worker/serve-calls.ts";
import { vaeMethods } from "./worker/vae-methods.ts";

// The end comes from within: a thread that is terminated from outside while onnxruntime computes takes the process with it.
const port = parentPort as Port;
const announce = (message: string) => port.postMessage({ announce: message } satisfies Reply);
serveCalls(port, vaeMethods(announce), () => process.exit(0));
