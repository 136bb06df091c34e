import { existsSync, readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { describe, expect, it } from "vitest";
import { LOWERINGS } from "./lowerings.ts";

const page = readFileSync(new URL("../../../../../docs/engine-kernels.md", import.meta.url), "utf8");
const [lowered = "", refused = ""] = page.split("## What is refused");
const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
const cellsOf = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((row) => row.split(" | "));
const cells = cellsOf(lowered);

describe("docs/engine-kernels.md", () => {
  it("lists each lowering once, and nothing else", () => {
    const listed = cells.flatMap(([kernels = ""]) => quoted(kernels));
    expect(listed.toSorted()).toEqual(Object.keys(LOWERINGS).toSorted());
  });

  it("lists every other kernel of tfjs's cpu backend as refused", () => {
    const listed = cellsOf(refused).flatMap(([kernels = ""]) => quoted(kernels));
    const others = tf.getKernelsForBackend("cpu").map(({ kernelName }) => kernelName);
    expect(listed.toSorted()).toEqual(others.filter((kernel) => !(kernel in LOWERINGS)).toSorted());
  });

  it("names tests that exist", () => {
    const tests = cells.map((row) => quoted(row.at(-1) ?? "")[0] ?? "");
    expect(tests.filter((name) => !existsSync(new URL(name, import.meta.url)))).toEqual([]);
  });
});
