// Makes the installed @tensorflow/tfjs-node usable: its own download where the network allows it, else libtensorflow from
// TensorFlow's Python wheel. A second run returns at once. Usage: node tooling/provision-tfjs-node.mjs [--wheel]
import { rmSync } from "node:fs";
import { locateAddon, tryAddon } from "./tfjs-node/addon.mjs";
import { cacheFolder, fromWheel } from "./tfjs-node/from-wheel.mjs";
import { officialDownload, officialReachable } from "./tfjs-node/official-download.mjs";

const say = (line) => console.log(`tfjs-node: ${line}`);

async function official(addon) {
  const reachable = await officialReachable(addon);
  if (reachable !== true) return say(`the official download is out of reach here (${reachable})`);
  say("official download of libtensorflow (about 110 MB)");
  if (!(await officialDownload(addon))) say("the official installer failed");
}

async function wheel(addon) {
  const made = await fromWheel(addon, say);
  const first = await tryAddon(addon);
  if (first.works || made === "built") return first;
  say("the cached build does not work; building it anew");
  rmSync(cacheFolder(addon), { recursive: true, force: true });
  await fromWheel(addon, say);
  return tryAddon(addon);
}

async function provision(onlyWheel) {
  const addon = locateAddon();
  const done = (how) => say(`${addon.version} works, ${how}`);
  if ((await tryAddon(addon)).works) return done("nothing to do");
  if (!onlyWheel) {
    await official(addon);
    if ((await tryAddon(addon)).works) return done("by its official download");
  }
  const { works, output } = await wheel(addon);
  if (!works)
    throw new Error(`built, but it does not train a step:\n${output.trim().split("\n").slice(-8).join("\n")}`);
  done("on libtensorflow from TensorFlow's wheel");
}

try {
  await provision(process.argv.includes("--wheel"));
} catch (error) {
  console.error(`tfjs-node: not usable. ${error.message}`);
  process.exitCode = 1;
}
