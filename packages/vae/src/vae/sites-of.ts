import type { Latents, Space } from "@elbo/spec";
import type { Vae } from "./vae.ts";

const spaces: readonly string[] = ["real", "codes", "sphere", "simplex", "corners", "ball"] satisfies readonly Space[];

/** The sites of latents, and where the draws of each lie. */
export const sitesOf = ({ sites, facts }: Pick<Latents, "sites" | "facts">): Vae["latents"] =>
  sites.map(({ name, shape }) => {
    const space = facts[name]?.posterior.find((fact) => spaces.includes(fact)) ?? "real";
    return { name, shape, space: space as Space };
  });
