import type { Port } from "@elbo/engine";
import type { Dataset, Field } from "@elbo/spec";
import type { Exportable } from "./exportable.ts";

const PICTURE = ["height", "width", "channel"];

/** Names of a field's axes: pictures, text, tables. */
function fieldAxes({ shape, support }: Field): string[] {
  if (shape.length === 3) return PICTURE;
  return shape.map((_, i) => (support === "tokens" ? "time" : shape.length === 1 ? "feature" : `axis${i}`));
}

/** Names of a latent site's axes. */
const latentAxes = (shape: readonly unknown[]): string[] =>
  shape.length === 3 ? ["height", "width", "latent"] : shape.length === 2 ? ["position", "latent"] : ["latent"];

/** Names of a port's axes, where they have names; the batch is the first. */
function axesOf({ path, kind, shape }: Port, { fields }: Dataset): string[] | undefined {
  const field = fields[path === "mean" ? "x" : path];
  if (kind !== "noise" && field) return ["batch", ...fieldAxes(field)];
  return path.startsWith("latent/") ? ["batch", ...latentAxes(shape.slice(1))] : undefined;
}

/** What a data set knows about its numbers and a model's user must know too: tokens, columns and their scales, classes. */
function numbersOf(dataset: Dataset): object {
  const { columns, classes } = dataset as { readonly columns?: unknown; readonly classes?: unknown };
  const { support, categories = 0 } = dataset.fields.x ?? {};
  const text = dataset.text?.bind(dataset);
  const tokens = text && Array.from({ length: categories }, (_, token) => text(Int32Array.of(token)));
  return { support, ...(tokens && { tokens }), ...(columns ? { columns } : {}), ...(classes ? { classes } : {}) };
}

/** What an exported file says of itself, as JSON by key. */
export function describeFile(
  { about }: Pick<Exportable, "about">,
  ports: readonly Port[],
  { config, dataset, versions }: { readonly config: unknown; readonly dataset: Dataset; readonly versions: unknown },
): Readonly<Record<string, string>> {
  const described = ports.map((port) => {
    const { kind, name, dtype, shape, law } = port;
    const axes = axesOf(port, dataset);
    return { kind, name, dtype, shape, ...(axes && { axes }), ...(law && { law }) };
  });
  return {
    "elbo.about": about,
    "elbo.ports": JSON.stringify(described),
    "elbo.numbers": JSON.stringify(numbersOf(dataset)),
    "elbo.config": JSON.stringify(config),
    "elbo.versions": JSON.stringify(versions),
  };
}
