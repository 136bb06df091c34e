import { availableParallelism } from "node:os";
import { EngineError } from "@elbo/spec";
import type { InferenceSession } from "onnxruntime-node";
import type { Emitted } from "../emit/emit.ts";
import type { Runtime } from "./load-runtime.ts";

/** Beyond this many nodes the runtime's memory planning costs more than it saves. */
const BIG_GRAPH = 2000;

/** Threads inside one operation: ELBO_THREADS, or all cores. */
export function threadCount(): number {
  const given = process.env.ELBO_THREADS;
  if (given === undefined || given === "") return availableParallelism();
  const threads = Number(given);
  if (Number.isInteger(threads) && threads > 0) return threads;
  throw new EngineError("ELBO_THREADS is not a number of threads", {
    where: "environment",
    expected: "a whole number from 1",
    received: given,
  });
}

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
  /** Threads inside one operation; default: ELBO_THREADS, or all cores. */
  readonly threads?: number;
  /** Do threads stay awake between operations? Default: unless ELBO_SPIN is 0. */
  readonly spinning?: boolean;
}

/** Opens a session on an emitted graph. */
export function openSession(
  runtime: Runtime,
  { bytes, nodes }: Emitted,
  { threads = threadCount(), spinning = process.env.ELBO_SPIN !== "0" }: SessionOptions = {},
): Promise<InferenceSession> {
  return runtime.InferenceSession.create(bytes, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 3,
    enableMemPattern: nodes <= BIG_GRAPH,
    ...profiling(),
    extra: { session: { intra_op: { allow_spinning: spinning ? "1" : "0" } } },
  });
}
