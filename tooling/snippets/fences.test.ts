import { expect, it } from "vitest";
import { fencesOf } from "./fences.ts";

it("finds blocks with their language, file and line", () => {
  const page = "# A\n\n```sh\nls\n```\n\ntext\n```ts my-prior.ts\nconst a = 1;\n\nconst b = 2;\n```\n";
  expect(fencesOf(page)).toEqual([
    { language: "sh", line: 3, code: "ls\n" },
    { language: "ts", file: "my-prior.ts", line: 8, code: "const a = 1;\n\nconst b = 2;\n" },
  ]);
});

it("takes a shorter fence inside a longer one as text, and refuses a block that never closes", () => {
  expect(fencesOf("````md\n```sh\nls\n```\n````\n")).toEqual([{ language: "md", line: 1, code: "```sh\nls\n```\n" }]);
  expect(() => fencesOf("a\n```sh\nls\n")).toThrow(/line 2 never closes/);
});
