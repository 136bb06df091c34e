import { CheckpointError, type Shape } from "@elbo/spec";
import type { RawTensor } from "../../checkpoints/read-safetensors.ts";
import type { StoredTensor } from "../../checkpoints/safetensors.ts";
import { nearest } from "../../config/nearest.ts";
import { floatValues } from "../file/float-values.ts";
import type { Convention, Source, StatedPadding } from "../layouts/convention.ts";
import { channelsToTheEnd, cutAxis } from "../layouts/reorder.ts";
import type { Assignment } from "./resolve-map.ts";

type FromFile = Extract<Assignment, { readonly from: unknown }>;

/** What a file gave. */
export interface TakenValues {
  /** By parameter path; what keeps its initial value is not in it. */
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly used: ReadonlySet<string>;
  /** Paddings that the file does not tell: "encoder/net/trunk/layer0: padding=1". */
  readonly assumed: readonly string[];
}

const shown = (shape: Shape) => `[${shape.join(", ")}]`;

/**
 * Takes every parameter's values from a file's tensors, in this model's order of axes.
 *
 * @throws CheckpointError for tensors that are missing, of another shape, or no numbers; ConfigError for paddings that differ.
 */
export function takeValues(
  assignments: readonly Assignment[],
  tensors: ReadonlyMap<string, RawTensor>,
  convention: Convention,
  file: string,
): TakenValues {
  const values = new Map<string, Float32Array>();
  const used = new Set<string>();
  const assumed: string[] = [];
  for (const each of assignments) {
    if ("value" in each) {
      const size = each.spec.shape.reduce((a, b) => a * b, 1);
      if (each.value !== "initial") values.set(each.path, new Float32Array(size).fill(each.value));
      continue;
    }
    const { path, spec, from, recipe, how } = each;
    const { layout } = spec;
    const layer = path.slice(0, path.lastIndexOf("/"));
    if (layout?.window) {
      const padding = convention.padding(layout.layer, layout.window, how.padding as StatedPadding | undefined, layer);
      if (padding !== undefined) assumed.push(`${layer}: ${padding}`);
    }
    const parts = recipe.sources.map((source, i) => sourceTensor(each, source, from[i] as string, tensors, file));
    for (const name of from) used.add(name);
    const channelFirst = (how.flatten ?? convention.flattens) === "channel-first";
    const flattened = channelFirst ? (layout?.flattened ?? []) : [];
    values.set(path, flattened.reduce(channelsToTheEnd, recipe.convert(parts)).values);
  }
  return { values, used, assumed };
}

/** One foreign tensor, cut to the units that the map asks for, of the shape that the recipe wants. */
function sourceTensor(
  { path, spec, how }: FromFile,
  source: Source,
  name: string,
  tensors: ReadonlyMap<string, RawTensor>,
  file: string,
): StoredTensor {
  const raw = tensors.get(name);
  if (raw === undefined) {
    const bias = name.endsWith("bias") ? ` If that layer has no bias, say so in the map: ${path}: 0.` : "";
    const near = nearest(name, [...tensors.keys()]).remedy ?? "";
    throw new CheckpointError(`there is no tensor "${name}"`, {
      where: file,
      expected: `one of shape ${shown(source.shape(spec.shape))} for ${path}`,
      received: `${tensors.size} others`,
      remedy: `${near}${bias}`.trim() || "Look at the map's names.",
    });
  }
  const misfit = (received: string) =>
    new CheckpointError(`tensor "${name}" does not fit`, {
      where: file,
      expected: `shape ${shown(source.shape(spec.shape))} for ${path} ${shown(spec.shape)}`,
      received,
      remedy: "Set the layer's sizes in the config as they were, or name another tensor in the map.",
    });
  let tensor = floatValues(name, raw, file);
  if (tensor.shape.length !== source.axes.length) throw misfit(shown(tensor.shape));
  source.axes.forEach((axis, i) => {
    const range = axis === "place" ? undefined : how[axis];
    if (range === undefined) return;
    if (range[1] > (tensor.shape[i] as number)) throw misfit(`${shown(raw.shape)}, too few for ${axis} [${range}]`);
    tensor = cutAxis(tensor, i, range);
  });
  if (tensor.shape.join() === source.shape(spec.shape).join()) return tensor;
  const cut = tensor.shape.join() === raw.shape.join() ? "" : ` cut from ${shown(raw.shape)}`;
  throw misfit(`${shown(tensor.shape)}${cut}`);
}
