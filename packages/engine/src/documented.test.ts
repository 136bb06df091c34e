import { readFileSync } from "node:fs";
import { constant } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createArena } from "./arena/create-arena.ts";
import { initialiseArena } from "./arena/initialise-arena.ts";
import { createOptimiserKernels } from "./optimisers/optimiser-kernels.ts";
import { selectEngine } from "./select/select-engine.ts";

it("the README's example runs and prints what it says", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const printed: string[] = [];
  const scope = {
    ...{ createArena, createOptimiserKernels, initialiseArena, selectEngine, constant, tf },
    console: { log: (value: unknown) => printed.push(`${value}`) },
  };
  const body = `return (async () => {${code.replace(/^import .*$/gm, "")}})()`;
  await new Function(...Object.keys(scope), body)(...Object.values(scope));
  expect(printed).toEqual([...code.matchAll(/console\.log.* \/\/ (.*)$/gm)].map((match) => match[1]));
  expect(printed).toHaveLength(1);
});
