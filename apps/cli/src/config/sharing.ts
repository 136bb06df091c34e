import { freemem } from "node:os";
import type { Sharing } from "@elbo/bench";
import { availableCores, onnxEngine } from "@elbo/engine";

/** Memory that a training with MNIST and its thread takes, generously: bytes. */
const PER_JOB = 2 ** 30;

const availableMemory = (): number => process.availableMemory?.() ?? freemem();

/**
 * How a benchmark shares the machine. One thread for each training, unless `--threads` or ELBO_THREADS says otherwise: that
 * gets most done, and it makes results independent of the machine's cores. As many trainings at once as there are cores
 * and memory for.
 */
export function sharingOf(
  { jobs, threads }: { readonly jobs?: number | undefined; readonly threads?: number | undefined },
  { cores = availableCores(), memory = availableMemory() } = {},
): Sharing {
  const each = threads ?? (process.env.ELBO_THREADS ? (onnxEngine.threads as number) : 1);
  return { threads: each, jobs: jobs ?? Math.max(1, Math.floor(Math.min(cores / each, memory / PER_JOB))) };
}
