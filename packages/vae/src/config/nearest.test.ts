import { expect, it } from "vitest";
import { nearest } from "./nearest.ts";

const kinds = ["standard-normal", "mixture", "vamp"];

it("names the word at the smallest edit distance, whatever the capitals", () => {
  expect(nearest("vampp", kinds)).toEqual({ remedy: 'Did you mean "vamp"?' });
  expect(nearest("Mixtrue", kinds)).toEqual({ remedy: 'Did you mean "mixture"?' });
  expect(nearest("vam", ["vap", "vamp"])).toEqual({ remedy: 'Did you mean "vap"?' });
});

it("names none that is far away, and none of none", () => {
  expect(nearest("pixel-cnn", kinds)).toEqual({});
  expect(nearest("vamp", [])).toEqual({});
});
