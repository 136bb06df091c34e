import { listParams, type ParamEntry } from "@elbo/program";
import type { Layout, ParamTree } from "@elbo/spec";
import type { RawTensor } from "../../checkpoints/read-safetensors.ts";
import { torchConvention } from "../layouts/torch-convention.ts";
import { recipeOf, tensorNames } from "./resolve-map.ts";
import type { WeightMapInput } from "./weight-map.ts";

type Entries = Record<string, WeightMapInput["parameters"][string]>;

/** A map by shapes: what is certain, and what is not. */
export interface Suggestion {
  /** Entries of layers that fit one layer of the file only, and of parameters that the file's layer lacks. */
  readonly parameters: Readonly<Entries>;
  /** Layers and parameters that several layers of the file fit, or none. */
  readonly undecided: Readonly<Record<string, readonly string[]>>;
  /** Tensors that nothing fits. */
  readonly unused: readonly string[];
}

interface LayerOf {
  readonly path: string;
  readonly kind: Layout["layer"];
  readonly params: readonly ParamEntry[];
}

/** A way to fill a layer. */
interface Candidate {
  readonly from: string;
  readonly outputs?: readonly [number, number];
  readonly tensors: readonly string[];
  /** Parameters of the layer that the file does not have. */
  readonly lacking: readonly string[];
}

const convention = torchConvention;
const parent = (path: string) => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

function layersOf(tree: ParamTree): { readonly layers: readonly LayerOf[]; readonly others: readonly string[] } {
  const groups = new Map<string, ParamEntry[]>();
  for (const param of listParams(tree))
    groups.set(parent(param.path), [...(groups.get(parent(param.path)) ?? []), param]);
  const layers: LayerOf[] = [];
  const others: string[] = [];
  for (const [path, params] of groups) {
    const kind = params[0]?.spec.layout?.layer;
    if (kind && params.every((param) => recipeOf(convention, param.spec.layout, param.path)))
      layers.push({ path, kind, params });
    else others.push(...params.map((param) => param.path));
  }
  return { layers, others };
}

/** Patterns of the file's layers that could be of this kind: each tensor's name with the source's name replaced by "*". */
function patterns({ kind, params }: LayerOf, names: readonly string[]): string[] {
  const [first] = params as [ParamEntry];
  const [source] = recipeOf(convention, first.spec.layout, first.path)?.sources ?? [];
  const found = names.flatMap((name) => {
    const at = name.lastIndexOf(`.${source?.name}`);
    return at < 0 ? [] : [`${name.slice(0, at)}.*${name.slice(at + 1 + (source?.name.length ?? 0))}`];
  });
  const suffix = convention.suffix[kind];
  return [...new Set(found)].map((each) => (each.endsWith(suffix) ? each.slice(0, -suffix.length) : each));
}

/** The candidate that a pattern makes for a layer, if all shapes fit; `outputs`: only these units of it. */
function fit(
  layer: LayerOf,
  from: string,
  tensors: ReadonlyMap<string, RawTensor>,
  outputs?: readonly [number, number],
  whole = 0,
): Candidate | undefined {
  const used: string[] = [];
  const lacking: string[] = [];
  for (const { path, spec } of layer.params) {
    const recipe = recipeOf(convention, spec.layout, path);
    if (!recipe || !spec.layout) return undefined;
    const names = tensorNames(convention, spec.layout, recipe, from);
    for (const [i, source] of recipe.sources.entries()) {
      const name = names[i] as string;
      const raw = tensors.get(name);
      const wanted = source
        .shape(spec.shape)
        .map((n, axis) => (outputs && source.axes[axis] === "outputs" ? whole : n));
      if (raw === undefined && source.name.startsWith("bias")) lacking.push(path);
      else if (raw === undefined || raw.shape.join() !== wanted.join()) return undefined;
      else used.push(name);
    }
  }
  return { from, tensors: used, lacking: [...new Set(lacking)], ...(outputs && { outputs }) };
}

const width = ({ params: [weight] }: LayerOf) => (weight as ParamEntry).spec.shape.at(-1) as number;

/** Sibling heads that share one layer of the file, one after the other: mean and log-variance of one Linear. */
function joint(
  layer: LayerOf,
  layers: readonly LayerOf[],
  names: readonly string[],
  tensors: ReadonlyMap<string, RawTensor>,
) {
  const siblings = layers.filter((each) => parent(each.path) === parent(layer.path) && each.kind === layer.kind);
  if (layer.kind !== "dense" || siblings.length < 2 || !parent(layer.path).endsWith("heads")) return [];
  const before = siblings.slice(0, siblings.indexOf(layer)).reduce((sum, each) => sum + width(each), 0);
  const whole = siblings.reduce((sum, each) => sum + width(each), 0);
  const range = [before, before + width(layer)] as const;
  return patterns(layer, names).flatMap((from) => fit(layer, from, tensors, range, whole) ?? []);
}

/** Words in foreign names that speak for one of our layers. */
const hints: readonly { readonly ours: RegExp; readonly theirs: RegExp }[] = [
  { ours: /^encoder\//, theirs: /(^|[._])(enc|inference|recognition)/i },
  { ours: /^decoder\//, theirs: /(^|[._])(dec|gen)/i },
  { ours: /\/mean$/, theirs: /(^|[._])(mu|mean|loc)/i },
  { ours: /\/log-variance$/, theirs: /log_?(var|sigma)|(^|[._])(std|scale|sigma)/i },
  { ours: /\/backward$/, theirs: /_reverse$/ },
];

/** A name that speaks for what the layer is not speaks against it. */
const agrees = (path: string, { from }: Candidate): boolean =>
  hints.every(({ ours, theirs }) => ours.test(path) || !theirs.test(from));

/**
 * Proposes a map from a PyTorch file's shapes: a layer gets an entry when one layer of the file alone fits it, after names
 * such as encoder, decoder, mu and logvar have been taken for what they say, and after certain ones are out of the way.
 */
export function suggestMap(tree: ParamTree, tensors: ReadonlyMap<string, RawTensor>): Suggestion {
  const { layers, others } = layersOf(tree);
  const names = [...tensors.keys()];
  const open = new Map(
    layers.map((layer) => {
      const all = [
        ...patterns(layer, names).flatMap((from) => fit(layer, from, tensors) ?? []),
        ...joint(layer, layers, names, tensors),
      ];
      return [layer.path, all.filter((candidate) => agrees(layer.path, candidate))];
    }),
  );
  const parameters: Entries = {};
  const used = new Set<string>();
  for (let more = true; more; ) {
    more = false;
    for (const [path, candidates] of open) {
      const [only, ...rest] = candidates;
      if (only === undefined || rest.length > 0) continue;
      open.delete(path);
      parameters[path] = only.outputs ? { from: only.from, outputs: [...only.outputs] } : only.from;
      for (const lacking of only.lacking) parameters[lacking] = 0;
      for (const name of only.tensors) used.add(name);
      for (const [other, list] of open) {
        const free = list.filter(({ from, outputs }) => from !== only.from || (outputs && only.outputs));
        open.set(other, free);
      }
      more = true;
    }
  }
  const inOrder = listParams(tree).map(({ path }) => path);
  const place = (key: string) => inOrder.findIndex((path) => path === key || path.startsWith(`${key}/`));
  const undecided = [...open].map(([path, list]) => [path, list.map(({ from }) => from)] as const);
  return {
    parameters: Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => place(a) - place(b))),
    undecided: Object.fromEntries([...undecided, ...others.map((path) => [path, []] as const)]),
    unused: names.filter((name) => !used.has(name)),
  };
}
