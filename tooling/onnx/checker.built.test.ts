import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { pythonOnnx, runPython } from "../python/onnx-packages.mjs";
import { toolState } from "../required-tools.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const state = toolState("python-onnx", await pythonOnnx());

describe.skipIf(state.skip)(`the official checker${state.why}`, () => {
  it("is here", () => expect(state.works, state.why).toBe(true));

  it("accepts the training graphs of eight models, shapes of all values included", async ({ onTestFinished }) => {
    const folder = mkdtempSync(join(tmpdir(), "elbo-graphs-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { stdout } = await promisify(execFile)(process.execPath, [here("../onnx-graphs.mjs"), folder]);
    const files = stdout.trim().split("\n");
    const { code, output } = await runPython([here("../python/check_onnx.py"), ...files]);
    expect(output.trim().split("\n")).toEqual(files.map((file) => `${file}: ok`));
    expect(code).toBe(0);
    expect(files.length).toBeGreaterThanOrEqual(9);
  });
});
