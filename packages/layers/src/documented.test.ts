import { readFileSync } from "node:fs";
import * as program from "@elbo/program";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { heads } from "./compose/heads.ts";
import { mlp } from "./compose/mlp.ts";

beforeAll(useCpu);

it("the README's example runs on plain tfjs and prints what it says", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const body = code
    .replace(
      /^import (?:\* as (\w+)|(\{.*\})) from "(.*)";$/gm,
      (_, all, some, from) => `const ${all ?? some} = modules["${from}"];`,
    )
    .replace(/^import ".*";$/gm, "");
  const printed: string[] = [];
  const modules = { "@elbo/layers": { heads, mlp }, "@elbo/program": program, "@tensorflow/tfjs-core": tf };
  new Function("modules", "console", body)(modules, { log: (value: unknown) => printed.push(`${value}`) });
  expect(printed).toEqual([...code.matchAll(/console\.log.* \/\/ (.*)$/gm)].map((match) => match[1]));
  expect(printed).toHaveLength(1);
});
