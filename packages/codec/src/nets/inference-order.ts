import { ConfigError } from "@elbo/spec";
import type { CodecSite } from "./nets.ts";

/**
 * Sites in the order in which they are inferred: always the first whose q can be computed.
 *
 * @throws ConfigError when sites wait for each other.
 */
export function inferenceOrder(sites: readonly CodecSite[]): CodecSite[] {
  const order: CodecSite[] = [];
  const known = new Set(["x"]);
  while (order.length < sites.length) {
    const next = sites.find(
      ({ name, posteriorReads }) => !known.has(name) && posteriorReads.every((read) => known.has(read)),
    );
    if (next === undefined) {
      throw new ConfigError("these sites cannot be inferred in any order", {
        where: "codec/schedule",
        expected: "sites whose posteriors and priors read each other without a ring",
        received: sites
          .filter(({ name }) => !known.has(name))
          .map(({ name }) => name)
          .join(", "),
      });
    }
    order.push(next);
    known.add(next.name);
  }
  return order;
}
