import { listParams, type ParamEntry } from "@elbo/program";
import { ConfigError, type Layout, type ParamTree } from "@elbo/spec";
import { nearest } from "../../config/nearest.ts";
import { type Convention, permuted, type Recipe } from "../layouts/convention.ts";
import { kerasConvention } from "../layouts/keras-convention.ts";
import { torchConvention } from "../layouts/torch-convention.ts";
import type { Taken, WeightMap } from "./weight-map.ts";

/** One parameter and where its values come from. */
export type Assignment = ParamEntry &
  (
    | { readonly value: number | "initial" }
    | {
        /** Full names of the file's tensors, in the order of the recipe's sources. */
        readonly from: readonly string[];
        readonly recipe: Recipe;
        readonly how: Taken;
      }
  );

/** Conventions by the name that a map gives them. */
export const conventions: Readonly<Record<WeightMap["layout"], Convention>> = {
  torch: torchConvention,
  keras: kerasConvention,
};

const parent = (path: string) => path.slice(0, Math.max(path.lastIndexOf("/"), 0));
const ownName = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const contains = (group: string, path: string) => path === group || path.startsWith(`${group}/`);

/** The recipe of a parameter that a convention knows. */
export const recipeOf = ({ recipes }: Convention, layout: Layout | undefined, path: string): Recipe | undefined =>
  layout && recipes[layout.layer][ownName(path)];

/** Foreign tensors of a layer's parameter: the layer's pattern with each source's name in it. */
export function tensorNames(convention: Convention, layout: Layout, recipe: Recipe, from: string): string[] {
  const pattern = from.includes("*") ? from : `${from}${convention.suffix[layout.layer]}`;
  return recipe.sources.map(({ name }) => pattern.replace("*", name));
}

/** No counterpart is known: the tensor is taken as it is. */
const asItIs = (rank: number): Recipe =>
  permuted(
    "",
    new Array(rank).fill("place"),
    Array.from({ length: rank }, (_, axis) => axis),
  );

/**
 * Finds for every parameter its own entry, its layer's, or a value for its group; the closest one counts.
 *
 * @throws ConfigError for parameters without an entry, and entries that name nothing or too much.
 */
export function resolveMap(tree: ParamTree, map: WeightMap): Assignment[] {
  const params = listParams(tree);
  const convention = conventions[map.layout];
  for (const key of Object.keys(map.parameters)) {
    if (params.some(({ path }) => contains(key, path))) continue;
    const layers = [...new Set(params.flatMap(({ path }) => [parent(path), path]))];
    throw new ConfigError(`the model has no parameter or layer "${key}"`, {
      where: `map parameters.${key}`,
      expected: `one of ${layers.slice(0, 8).join(", ")}${layers.length > 8 ? ", ..." : ""}`,
      ...nearest(key, layers),
    });
  }
  const missing: string[] = [];
  const found = params.flatMap(({ path, spec }): Assignment[] => {
    const [key] = Object.keys(map.parameters)
      .filter((each) => contains(each, path))
      .sort((a, b) => b.length - a.length);
    if (key === undefined) {
      missing.push(path);
      return [];
    }
    const entry = map.parameters[key] as WeightMap["parameters"][string];
    if ("value" in entry) return [{ path, spec, value: entry.value }];
    return [{ path, spec, how: entry, ...sources({ path, spec }, key, entry, convention) }];
  });
  if (missing.length === 0) return found;
  throw new ConfigError(`${missing.length === 1 ? "a parameter has" : `${missing.length} parameters have`} no entry`, {
    where: "map parameters",
    received: `nothing for ${missing.slice(0, 4).join(", ")}${missing.length > 4 ? ", ..." : ""}`,
    remedy: "Name the tensor each comes from, or { value: initial } for what starts anew. --suggest proposes entries.",
  });
}

function sources({ path, spec }: ParamEntry, key: string, { from }: Taken, convention: Convention) {
  const where = `map parameters.${key}`;
  const known = recipeOf(convention, spec.layout, path);
  if (key === path) {
    const recipe = known ?? asItIs(spec.shape.length);
    const names = typeof from === "string" ? [from] : from;
    if (names.length !== recipe.sources.length) {
      throw new ConfigError("this parameter is made of another number of tensors", {
        where,
        expected: recipe.sources.length === 1 ? "one name" : recipe.sources.map(({ name }) => name).join(" and "),
        received: names.join(", "),
      });
    }
    return { from: names, recipe };
  }
  if (key !== parent(path) || typeof from !== "string") {
    throw new ConfigError("a group of layers cannot come from one layer", {
      where,
      expected: `one layer, e.g. ${parent(path)}`,
      received: typeof from === "string" ? from : from.join(", "),
      remedy: "Give each layer its own entry.",
    });
  }
  if (known === undefined || spec.layout === undefined) {
    throw new ConfigError(`nothing in ${convention.name} corresponds to ${path}`, {
      where,
      remedy: `Give it an entry of its own: ${path}: TENSOR, or ${path}: { value: initial }.`,
    });
  }
  return { from: tensorNames(convention, spec.layout, known, from), recipe: known };
}
