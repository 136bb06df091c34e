import { describe, expect, it } from "vitest";
import { direction, inside, noPackageCycles, placed, refusal } from "./layers.ts";
import type { Manifest, Tree } from "./tree.ts";

const names = [
  "spec",
  "program",
  "layers",
  "distributions",
  "flows",
  "priors",
  "losses",
  "engine",
  "vae",
  "metrics",
  "testing",
];

/** A small tree: files by path, and what manifests say they depend on. */
function tree(files: Record<string, string>, dependencies: Record<string, readonly string[]> = {}): Tree {
  const manifest = (name: string): Manifest => ({
    name: `@elbo/${name}`,
    dependencies: Object.fromEntries((dependencies[name] ?? []).map((on) => [`@elbo/${on}`, "workspace:*"])),
  });
  return {
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    manifests: Object.fromEntries([
      ...names.map((name) => [`packages/${name}`, manifest(name)]),
      ["apps/cli", manifest("cli")],
    ]),
  };
}

const importing = (from: string, name: string, how = `import { x } from "@elbo/${name}";`) =>
  direction(tree({ [from]: how }));

describe("direction of imports", () => {
  it.each([
    ["packages/program/src/a.ts", "spec"],
    ["packages/flows/src/a.ts", "layers"],
    ["packages/priors/src/a.ts", "flows"],
    ["packages/engine/src/a.ts", "program"],
    ["packages/vae/src/a.ts", "engine"],
    ["packages/vae/src/a.ts", "metrics"],
    ["apps/cli/src/a.ts", "vae"],
    ["packages/priors/src/a.test.ts", "testing"],
    ["packages/vae/e2e/worker.mjs", "vae"],
  ])("%s may import %s", (from, name) => {
    expect(importing(from, name)).toEqual([]);
  });

  it.each([
    ["packages/spec/src/a.ts", "program", "downwards"],
    ["packages/layers/src/a.ts", "distributions", "meet in spec"],
    ["packages/layers/src/a.ts", "flows", "downwards"],
    ["packages/priors/src/a.ts", "losses", "meet in spec"],
    ["packages/priors/src/a.test.ts", "losses", "meet in spec"],
    ["packages/priors/src/a.ts", "engine", "meet in spec"],
    ["packages/engine/src/a.ts", "layers", "only spec and program"],
    ["packages/testing/src/a.ts", "distributions", "only spec and program"],
    ["packages/metrics/src/a.ts", "cli", "downwards"],
    ["packages/priors/src/a.ts", "testing", "only tests"],
    ["packages/program/src/a.test.ts", "testing", "cannot use it"],
    ["packages/priors/src/a.ts", "priors", "its own package"],
    ["packages/priors/src/a.ts", "nothing", "no package here"],
  ])("%s may not import %s", (from, name, reason) => {
    expect(importing(from, name)).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    `import type { X } from "@elbo/losses";`,
    `export { x } from "@elbo/losses";`,
    `const x = await import("@elbo/losses");`,
    `import "@elbo/losses";`,
    `import {\n  a,\n  b,\n} from "@elbo/losses/deep";`,
  ])("sees %s", (how) => {
    expect(importing("packages/priors/src/a.ts", "losses", how)).toHaveLength(1);
  });

  it("does not take a comment or a string for an import", () => {
    expect(
      importing("packages/priors/src/a.ts", "", `// import "@elbo/losses"\nconst s = 'from "@elbo/vae"';`),
    ).toEqual([]);
  });

  it("lets the metrics use the vae's floor but not the other way round through a ring", () => {
    expect(refusal("packages/metrics", "packages/vae", false)).toBeUndefined();
    const ring = tree({ "packages/metrics/src/a.ts": `import "@elbo/vae";` }, { vae: ["metrics"] });
    expect(noPackageCycles(ring)).toEqual(["packages/vae -> packages/metrics -> packages/vae: packages form a ring"]);
  });
});

describe("rings of packages", () => {
  it("finds one that closes through a manifest alone", () => {
    expect(noPackageCycles(tree({}, { spec: ["testing"], testing: ["program"], program: ["spec"] }))).toHaveLength(1);
  });

  it("accepts a diamond", () => {
    expect(noPackageCycles(tree({}, { vae: ["layers", "priors"], priors: ["layers"] }))).toEqual([]);
  });
});

describe("imports inside a package", () => {
  it("refuses the own index, from any depth, and other packages' files", () => {
    const found = inside(
      tree({
        "packages/priors/src/deep/a.ts": `import { x } from "../index.ts";`,
        "packages/priors/src/b.ts": `import { x } from "../../losses/src/c.ts";`,
        "packages/priors/src/c.ts": `import { x } from "./deep/a.ts";`,
      }),
    );
    expect(found).toEqual([expect.stringContaining("own package's index"), expect.stringContaining("reaches into")]);
  });
});

describe("a new package", () => {
  it("must be given its floor", () => {
    const { files, manifests } = tree({});
    expect(placed({ files, manifests: { ...manifests, "packages/extra": { name: "@elbo/extra" } } })).toHaveLength(1);
    expect(placed(tree({}))).toEqual([]);
  });
});
