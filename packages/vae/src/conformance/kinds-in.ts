/** Parts as `family/kind`. */
const families: Readonly<Record<string, string>> = {
  data: "data",
  likelihood: "likelihood",
  real: "likelihood",
  positive: "likelihood",
  count: "likelihood",
  ordinal: "likelihood",
  category: "likelihood",
  counts: "likelihood",
  latents: "latents",
  posterior: "posterior",
  transports: "transport",
  prior: "prior",
  base: "prior",
  decoder: "decoder",
  encoder: "encoder",
  loss: "loss",
  optimiser: "optimiser",
  beta: "schedule",
  gamma: "schedule",
  rate: "schedule",
  temperature: "schedule",
};

/** Every part that a parsed config names, defaults included. */
export function kindsIn(config: unknown): string[] {
  const found = new Set<string>();
  const visit = (node: unknown, key: string) => {
    if (Array.isArray(node)) for (const child of node) visit(child, key);
    else if (typeof node === "object" && node !== null) {
      const { kind } = node as { kind?: unknown };
      if (typeof kind === "string" && families[key]) found.add(`${families[key]}/${kind}`);
      for (const [name, child] of Object.entries(node)) visit(child, name);
    }
  };
  visit(config, "");
  return [...found];
}
