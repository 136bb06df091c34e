import { NotSupportedError } from "@elbo/spec";

/** @throws NotSupportedError always: why a program has no graph for all batch sizes. */
export function refuseBatch(reason: string): never {
  throw new NotSupportedError(`the graph of this program cannot leave the batch size open: ${reason}`, {
    where: "engine/export",
    remedy: "Let a program's shapes follow the batch axis alone, and no number depend on its length.",
  });
}
