// Where Python's onnx and onnxruntime lie for the tests that compare with them, and how to start Python with them.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../run.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Exact versions of all packages. */
export const requirements = join(root, "tooling/python/onnx-requirements.txt");

const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);

/** A folder of its own for these versions: no other Python package is touched. */
export const folder = join(root, `node_modules/.cache/elbo-python/onnx-${hash}`);

/** The first Python that starts; undefined when none does. */
export async function findPython() {
  for (const python of ["python3", "python"]) if ((await run(python, ["--version"])).code === 0) return python;
  return undefined;
}

/** Runs a script with the packages: { code, output }. */
export async function runPython(args, options = {}) {
  const python = await findPython();
  if (!python) return { code: 127, output: "there is no python3" };
  return run(python, args, { ...options, env: { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1", ...options.env } });
}

/** true, or why the packages cannot be used and what to do. */
export async function pythonOnnx() {
  const remedy = "run `node tooling/provision-python-onnx.mjs`";
  if (!existsSync(join(folder, "complete"))) return `Python's onnx and onnxruntime are not here: ${remedy}`;
  const { code, output } = await runPython(["-c", "import onnx, onnxruntime"]);
  return code === 0 || `Python's onnx does not load (${output.trim().split("\n").at(-1)}): ${remedy}`;
}
