import type { Named, Numbers } from "@elbo/spec";

/** The bound's own figures, which have fields of their own. */
const own = ["elbo", "reconstruction", "kl"];

/** Adds up what parts tell of each example: outputs `[batch]` beside the bound's, without "/" in their names. */
export function partFigures() {
  const sums: Record<string, number> = {};
  return {
    add: (out: Named<Numbers>, count: number): void => {
      for (const [name, values] of Object.entries(out)) {
        if (name.includes("/") || own.includes(name)) continue;
        for (let i = 0; i < count; i++) sums[name] = (sums[name] ?? 0) + (values[i] as number);
      }
    },
    means: (examples: number): Named<number> =>
      Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / examples])),
  };
}
