// Where the installed @tensorflow/tfjs-node lies, and whether it works.
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../run.mjs";

const enginePackage = fileURLToPath(new URL("../../packages/engine/package.json", import.meta.url));

/** { root, version, binary, load }: `binary` is the file that tfjs-node loads under this Node. */
export function locateAddon(from = enginePackage) {
  let manifest;
  try {
    manifest = realpathSync(createRequire(from).resolve("@tensorflow/tfjs-node/package.json"));
  } catch {
    throw new Error("@tensorflow/tfjs-node is not installed. Run `npm start` or `npm test` once, or `pnpm install`.");
  }
  const load = createRequire(manifest);
  const binary = load("@mapbox/node-pre-gyp").find(manifest);
  return { root: dirname(manifest), version: load(manifest).version, binary, load };
}

const oneStep = `
const tf = require("@tensorflow/tfjs-node");
const w = tf.variable(tf.tensor2d([[0], [0]])), x = tf.tensor2d([[1, 2], [3, 4]]), y = tf.tensor2d([[1], [2]]);
const loss = () => tf.mean(tf.square(tf.sub(tf.matMul(x, w), y)));
const before = loss().dataSync()[0];
tf.train.adam(0.1).minimize(loss, false, [w]);
const after = loss().dataSync()[0];
if (!(after < before)) throw new Error("a training step did not lower the loss: " + before + " -> " + after);
console.log("trained " + before.toFixed(3) + " -> " + after.toFixed(3));
`;

/** Trains one step in a process of its own (a broken library may crash it). { works, output }. */
export async function tryAddon({ root, binary }) {
  if (!existsSync(binary)) return { works: false, output: "the native addon is not there" };
  const code = oneStep.replace('"@tensorflow/tfjs-node"', JSON.stringify(join(root, "dist/index.js")));
  const { code: exit, output } = await run("node", ["-e", code], {
    limit: 60_000,
    env: { TF_CPP_MIN_LOG_LEVEL: "2" },
  });
  return { works: exit === 0 && output.includes("trained"), output };
}
