import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { eagerContext } from "./context/eager-context.ts";
import { installGradients } from "./gradients/install-gradients.ts";
import { useOracle } from "./gradients/oracle.ts";
import { normal } from "./initialisers/initialisers.ts";
import { initialise } from "./parameters/initialise.ts";

beforeAll(useOracle);

it("the README's example runs and prints what it says", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const printed: string[] = [];
  const scope = {
    ...{ eagerContext, initialise, installGradients, normal, tf },
    console: { log: (value: unknown) => printed.push(`${value}`) },
  };
  new Function(...Object.keys(scope), code.replace(/^import .*$/gm, ""))(...Object.values(scope));
  expect(printed).toEqual([...code.matchAll(/console\.log.* \/\/ (.*)$/gm)].map((match) => match[1]));
  expect(printed).toHaveLength(1);
});
