// Installs Python's onnx and onnxruntime, pinned, into a folder below node_modules/.cache. A second run returns at once.
// Usage: node tooling/provision-python-onnx.mjs
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findPython, folder, pythonOnnx, requirements } from "./python/onnx-packages.mjs";
import { must } from "./run.mjs";

const say = (line) => console.log(`python onnx: ${line}`);

/** Into a scratch folder that takes its place when whole: an interrupted run leaves nothing half done. */
async function install(python) {
  mkdirSync(dirname(folder), { recursive: true });
  const scratch = mkdtempSync(`${folder}-`);
  try {
    const where = ["--target", scratch, "--no-deps", "--only-binary=:all:", "--requirement", requirements];
    await must(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...where], {
      limit: 900_000,
    });
    writeFileSync(join(scratch, "complete"), "");
    rmSync(folder, { recursive: true, force: true });
    renameSync(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  if ((await pythonOnnx()) === true) say("works, nothing to do");
  else {
    const python = await findPython();
    if (!python) throw new Error("python3 with pip is needed (Debian: apt-get install python3-pip).");
    await install(python);
    const state = await pythonOnnx();
    if (state !== true) throw new Error(state);
    say("works");
  }
} catch (error) {
  console.error(`python onnx: not usable. ${error.message}`);
  process.exitCode = 1;
}
