import { expect, it } from "vitest";
import { noKinds } from "./kinds.ts";

const part = {
  path: "packages/priors/src/vamp.ts",
  text: 'export const vamp = {\n  family: "prior",\n  kind: "vamp",\n};\n',
};
const linear = { path: "packages/vae/src/schedules/linear.ts", text: 'family: "schedule",\n  kind: "linear",\n' };
const offences = (path: string, text: string) => noKinds({ files: [part, linear, { path, text }], manifests: {} });

it.each([
  'if (config.prior.kind === "vamp") return;',
  'if (kind !== "vamp") return;',
  '  case "vamp":',
  'if (["vamp"].includes("vamp")) return;',
  'const chosen = { kind: "vamp" };',
])("shared code with %s", (text) => {
  expect(offences("packages/vae/src/model/walk.ts", `${text}\n`)).toEqual([
    'packages/vae/src/model/walk.ts:1: names the part "vamp"',
  ]);
});

it("takes other words, comments, tests, families and files that write configs", () => {
  expect(offences("packages/vae/src/model/walk.ts", '// kind: "vamp"\nif (kind === "other") return;\n')).toEqual([]);
  expect(offences("packages/vae/src/model/walk.test.ts", 'kind: "vamp"\n')).toEqual([]);
  expect(offences("packages/latents/src/single.ts", 'kind: "vamp"\n')).toEqual([]);
  expect(offences("apps/cli/src/templates/templates.ts", 'kind: "vamp"\n')).toEqual([]);
  expect(offences("packages/vae/src/importing/a.ts", 'kind: "vamp"\n')).toEqual([]);
});

it("excuses a file for the words it needs only", () => {
  expect(offences("packages/engine/src/onnx/a.ts", 'case "linear":\n')).toEqual([]);
  expect(offences("packages/engine/src/onnx/a.ts", 'case "vamp":\n')).toHaveLength(1);
});
