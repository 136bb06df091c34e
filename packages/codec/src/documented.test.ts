import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createMessage } from "./ans/message.ts";
import { messageFromBytes, messageToBytes } from "./ans/message-bytes.ts";
import { codecOf } from "./symbols/element-codecs.ts";
import { popSymbols, pushSymbols } from "./symbols/symbol-codec.ts";

it("the README's example runs and prints what it says", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const printed: string[] = [];
  const scope = {
    ...{ createMessage, messageFromBytes, messageToBytes, codecOf, popSymbols, pushSymbols },
    console: { log: (value: unknown) => printed.push(`${value}`) },
  };
  new Function(...Object.keys(scope), code.replace(/^import .*$/gm, ""))(...Object.values(scope));
  expect(printed).toEqual([...code.matchAll(/console\.log.* \/\/ (.*)$/gm)].map((match) => match[1]));
  expect(printed).toHaveLength(2);
});
