import { expect, it } from "vitest";
import { parse } from "yaml";
import { suggestionText } from "./suggestion-text.ts";

it("writes YAML that reads back, with what is open as comments", () => {
  const parameters = { "encoder/a": "enc.0", "encoder/b": { from: "enc.1", outputs: [0, 4] as [number, number] } };
  const text = suggestionText({ parameters, undecided: { "decoder/a": ["x", "y"], "prior/c": [] }, unused: ["step"] });
  expect(parse(text)).toEqual({ layout: "torch", parameters });
  expect(text).toMatch(/^ {2}# decoder\/a: one of x, y$/m);
  expect(text).toMatch(/^ {2}# prior\/c: nothing fits/m);
  expect(text).toMatch(/^# nothing comes from step$/m);
});
