import type { InferenceSession } from "onnxruntime-node";
import type { Emitted } from "../emit/emit.ts";
import type { Runtime } from "./load-runtime.ts";
import { refusedFile } from "./runtime-failure.ts";
import { spinTime, threadCount } from "./thread-policy.ts";

/** Beyond this many nodes the runtime's memory planning costs more than it saves. */
const BIG_GRAPH = 2000;

let profiles = 0;

/** With ELBO_PROFILE=PREFIX every session times its nodes and, when it is released, writes `PREFIX.<n>_<time>.json`. */
function profiling(): InferenceSession.SessionOptions {
  const prefix = process.env.ELBO_PROFILE;
  if (prefix === undefined || prefix === "") return {};
  profiles += 1;
  return { enableProfiling: true, profileFilePrefix: `${prefix}.${profiles}` };
}

/** How a session computes. */
export interface SessionOptions {
  /** Threads inside one operation; default: ELBO_THREADS, or the cores, at most 8. */
  readonly threads?: number;
  /** Microseconds that an idle thread stays awake for the next operation; default: ELBO_SPIN, or 50. */
  readonly spin?: number;
}

/**
 * Opens a session on an emitted graph.
 *
 * @throws LoweringError when the runtime does not take it.
 */
export async function openSession(
  runtime: Runtime,
  { bytes, nodes }: Emitted,
  { threads = threadCount(), spin = spinTime() }: SessionOptions = {},
): Promise<InferenceSession> {
  const how: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 4, // errors are thrown
    enableMemPattern: nodes <= BIG_GRAPH,
    ...profiling(),
    extra: {
      session: {
        intra_op: { allow_spinning: spin > 0 ? "1" : "0", ...(spin > 0 ? { spin_duration_us: `${spin}` } : {}) },
      },
    },
  };
  try {
    return await runtime.InferenceSession.create(bytes, how);
  } catch (cause) {
    throw refusedFile(cause);
  }
}
