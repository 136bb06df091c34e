// Who may import whom: apps -> {vae, metrics, codec} -> {engine, families} -> flows -> {layers, distributions} -> program -> spec.
import { importsOf, isTest, packageFolder, type Rule, resolveImport, type SourceFile, type Tree } from "./tree.ts";

const floors: readonly (readonly string[])[] = [
  ["spec"],
  ["program"],
  ["layers", "distributions"],
  ["flows"],
  ["engine", "encoders", "latents", "decoders", "likelihoods", "priors", "losses", "datasets"],
  ["vae", "metrics", "codec", "tables"],
];
const ground = ["spec", "program"];
/** Packages that stand on the ground alone, however high they are used. */
const grounded = ["engine", "testing"];
const apps = floors.length;
/** From here up, packages of one floor may use each other (without cycles). */
const sociable = apps - 1;

const floorOf = (folder: string) =>
  folder.startsWith("apps/") ? apps : floors.findIndex((names) => names.includes(folder.slice("packages/".length)));

const nameOf = (folder: string) => folder.slice(folder.indexOf("/") + 1);

/** Why `from` may not import `to` (both folders such as packages/vae), or undefined when it may. */
export function refusal(from: string, to: string, inTest: boolean): string | undefined {
  const target = nameOf(to);
  if (target === "testing") {
    if (!inTest) return "only tests import testing";
    return ground.includes(nameOf(from)) ? "testing stands on spec and program, so they cannot use it" : undefined;
  }
  if (grounded.includes(nameOf(from))) {
    return ground.includes(target) ? undefined : `${nameOf(from)} needs only spec and program`;
  }
  const [here, there] = [floorOf(from), floorOf(to)];
  if (there < here || (there === here && here >= sociable)) return undefined;
  return there === here ? "packages of one floor meet in spec" : "imports go downwards only";
}

function elboImports(file: SourceFile, byName: ReadonlyMap<string, string>) {
  return importsOf(file).flatMap((specifier) => {
    const name = /^@elbo\/[^/]+/.exec(specifier)?.[0];
    return name === undefined ? [] : [{ name, folder: byName.get(name) }];
  });
}

const foldersByName = (tree: Tree) =>
  new Map(Object.entries(tree.manifests).map(([folder, manifest]) => [manifest.name, folder]));

/** Every package has its place in the table above. */
export const placed: Rule = (tree) =>
  Object.keys(tree.manifests)
    .filter((folder) => floorOf(folder) < 0 && nameOf(folder) !== "testing")
    .map((folder) => `${folder}: has no floor; name it in tooling/structure/layers.ts`);

/** Imports of other packages go in the allowed direction. */
export const direction: Rule = (tree) => {
  const byName = foldersByName(tree);
  return tree.files.flatMap((file) => {
    const from = packageFolder(file.path);
    if (from === undefined) return [];
    return elboImports(file, byName).flatMap(({ name, folder }) => {
      if (folder === undefined) return [`${file.path}: imports ${name}, which is no package here`];
      if (folder === from) {
        // e2e uses the built package by its name, as a stranger would
        return file.path.startsWith(`${from}/e2e/`)
          ? []
          : [`${file.path}: imports its own package ${name}; import the file`];
      }
      const reason = refusal(from, folder, isTest(file.path));
      return reason === undefined ? [] : [`${file.path}: imports ${name}: ${reason}`];
    });
  });
};

/** Relative imports stay inside the package and do not go through its own index. */
export const inside: Rule = (tree) =>
  tree.files.flatMap((file) => {
    const folder = packageFolder(file.path);
    if (folder === undefined || !file.path.startsWith(`${folder}/src/`)) return [];
    return importsOf(file)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => resolveImport(file.path, specifier))
      .flatMap((target) => {
        if (!target.startsWith(`${folder}/`)) return [`${file.path}: reaches into ${target}; import the package`];
        return /^[^/]+\/[^/]+\/src\/index\.ts$/.test(target) ? [`${file.path}: imports its own package's index`] : [];
      });
  });

/** The packages that each package needs, by its manifest and by its imports. */
function needs(tree: Tree): Map<string, Set<string>> {
  const byName = foldersByName(tree);
  const graph = new Map<string, Set<string>>();
  for (const [folder, manifest] of Object.entries(tree.manifests)) {
    const { dependencies, devDependencies, peerDependencies } = manifest;
    const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
    graph.set(folder, new Set(names.flatMap((name) => byName.get(name) ?? [])));
  }
  for (const file of tree.files) {
    const edges = graph.get(packageFolder(file.path) ?? "");
    for (const { folder } of edges ? elboImports(file, byName) : []) if (folder) edges?.add(folder);
  }
  return graph;
}

/** No package needs itself through others, tests and development included (turbo refuses such rings). */
export const noPackageCycles: Rule = (tree) => {
  const graph = needs(tree);
  const done = new Set<string>();
  const rings: string[] = [];
  const visit = (folder: string, trail: readonly string[]) => {
    const start = trail.indexOf(folder);
    if (start >= 0) return void rings.push(`${[...trail.slice(start), folder].join(" -> ")}: packages form a ring`);
    if (done.has(folder)) return;
    for (const next of graph.get(folder) ?? []) if (next !== folder) visit(next, [...trail, folder]);
    done.add(folder);
  };
  for (const folder of graph.keys()) visit(folder, []);
  return rings;
};
