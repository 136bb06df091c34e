import { ConfigError } from "@elbo/spec";

/** @throws ConfigError when two sites have the same name. */
export function checkDistinctNames(sites: readonly { readonly name: string }[]): void {
  const names = sites.map(({ name }) => name);
  if (new Set(names).size === names.length) return;
  throw new ConfigError("two sites have the same name", {
    where: "latents.sites",
    expected: "distinct names",
    received: names.join(", "),
    remedy: "Rename one.",
  });
}
