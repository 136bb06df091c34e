import { mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type BadInput, refuse } from "./support/bad-input.ts";
import { elboSays } from "./support/command.ts";
import { saveConfig, tiny } from "./support/configs.ts";
import { workplace } from "./support/workplace.ts";

const trained = mkdtempSync(join(tmpdir(), "elbo-cli-"));

beforeAll(async () => {
  await elboSays(["train", await saveConfig(trained, tiny)], { cwd: trained });
}, 600_000);
afterAll(() => rmSync(trained, { recursive: true, force: true }));

const inputs: readonly BadInput[] = [
  {
    name: "an export without any run",
    args: ["export"],
    code: 5,
    says: ["runs", "elbo train"],
  },
  {
    name: "an export onto a file",
    trained: true,
    args: ["export", "--out", "config.yaml"],
    code: 6,
    says: ["config.yaml", "EEXIST"],
  },
  {
    name: "an export where no folder can be made",
    trained: true,
    args: ["export", "--out", "/proc/onnx"],
    code: 6,
    says: ["/proc/onnx", "could not make the folder"],
  },
  {
    name: "an export onto a folder of a file's name",
    trained: true,
    prepare: (at) => mkdir(join(at, "onnx/decode.onnx"), { recursive: true }),
    args: ["export"],
    code: 6,
    says: ["onnx/decode.onnx", "EISDIR"],
  },
  {
    name: "a disk too full for an export",
    trained: true,
    args: ["export"],
    start: { fileLimit: 1 },
    code: 6,
    says: ["onnx/", "EFBIG", "ulimit"],
  },
];

describe("an export that cannot be", () => {
  it.concurrent.for(inputs)("$name", (input, { onTestFinished }) => refuse(input, workplace(onTestFinished), trained));
});
