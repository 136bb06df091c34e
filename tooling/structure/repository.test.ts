import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { explicitExports, named, paired, small } from "./files.ts";
import { noKinds } from "./kinds.ts";
import { direction, inside, noPackageCycles, placed } from "./layers.ts";
import { readTree } from "./tree.ts";

const tree = readTree(fileURLToPath(new URL("../..", import.meta.url)));

describe("this repository", () => {
  it("is read whole", () => {
    expect(tree.files.map((file) => file.path)).toContain("tooling/structure/repository.test.ts");
    expect(tree.files.map((file) => file.path)).toContain("packages/spec/src/definition.ts");
    expect(tree.manifests["packages/spec"]?.name).toBe("@elbo/spec");
  });

  it.each([
    ["gives every package a floor", placed],
    ["imports downwards only", direction],
    ["imports inside a package file by file", inside],
    ["has no ring of packages", noPackageCycles],
    ["keeps files small", small],
    ["names files after what they hold", named],
    ["writes out what modules export", explicitExports],
    ["keeps a test beside every part", paired],
    ["names no part's kind in shared code", noKinds],
  ])("%s", (_name, rule) => {
    expect(rule(tree)).toEqual([]);
  });
});
