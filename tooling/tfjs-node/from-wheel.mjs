// The way for networks that refuse the official download: libtensorflow out of TensorFlow's Python wheel, and the addon
// (two C++ files against the stable Node-API) compiled with g++. Both are kept in a cache, so that it happens once.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import nodeApiHeaders from "node-api-headers";
import { must, run } from "../run.mjs";

const wheel = {
  name: "tensorflow-cpu",
  version: "2.15.1",
  python: "3.11",
  abi: "cp311",
  platform: "manylinux2014_x86_64",
};

const unpack = `
import sys, zipfile
wanted = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2", "tensorflow/include/tsl/",
          "tensorflow/include/tensorflow/c/", "tensorflow/include/tensorflow/core/platform/")
archive = zipfile.ZipFile(sys.argv[1])
archive.extractall(sys.argv[2], [name for name in archive.namelist() if name.startswith(wanted)])
`;

const links = {
  "libtensorflow_cc.so.2": "libtensorflow_cc.so.2",
  "libtensorflow_framework.so.2": "libtensorflow_framework.so.2",
  "libtensorflow.so": "libtensorflow_cc.so.2",
  "libtensorflow_framework.so": "libtensorflow_framework.so.2",
};

/** Folder of finished builds, per version of everything that matters. */
export function cacheFolder(addon) {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const api = basename(dirname(addon.binary));
  return join(base, "elbo", `tfjs-node-${addon.version}-${api}-${wheel.name}-${wheel.version}`);
}

/** The addon finds its libraries at ../../deps/lib from its real place, so the cache has the package's layout. */
const addonFile = (folder, addon) => join(folder, relative(addon.root, addon.binary));

async function findPython() {
  for (const python of ["python3", "python"]) {
    if ((await run(python, ["-m", "pip", "--version"])).code === 0) return python;
  }
  throw new Error("python3 with pip is needed to fetch libtensorflow (Debian: apt-get install python3-pip).");
}

async function needCompiler() {
  if ((await run("g++", ["--version"])).code !== 0) {
    throw new Error("g++ is needed to build the addon (Debian: apt-get install g++).");
  }
}

async function fetchLibrary(folder, say) {
  const python = await findPython();
  say(`downloading ${wheel.name} ${wheel.version} from Python's registry (207 MB, 614 MB unpacked)`);
  const target = [
    "--python-version",
    wheel.python,
    "--implementation",
    "cp",
    "--abi",
    wheel.abi,
    "--platform",
    wheel.platform,
  ];
  const args = ["download", "--no-deps", "--only-binary=:all:", "--dest", folder, ...target];
  await must(python, ["-m", "pip", "--quiet", ...args, `${wheel.name}==${wheel.version}`], { limit: 1_200_000 });
  const file = readdirSync(folder).find((name) => name.endsWith(".whl"));
  await must(python, ["-c", unpack, join(folder, file), folder]);
  rmSync(join(folder, file));
}

function arrange(folder) {
  const lib = join(folder, "deps/lib");
  mkdirSync(lib, { recursive: true });
  for (const [name, file] of Object.entries(links)) symlinkSync(join("../../tensorflow", file), join(lib, name));
  symlinkSync("../tensorflow/include", join(folder, "deps/include"));
}

async function compile(addon, folder, say) {
  await needCompiler();
  say("compiling the addon");
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(addon.root, "binding", name));
  const api = basename(dirname(addon.binary)).replace("napi-v", "");
  const output = addonFile(folder, addon);
  mkdirSync(dirname(output), { recursive: true });
  const includes = [nodeApiHeaders.include_dir, join(folder, "deps/include")].map((path) => `-I${path}`);
  const library = [`-L${join(folder, "deps/lib")}`, "-ltensorflow", "-ltensorflow_framework"];
  const flags = ["-shared", "-fPIC", "-O2", "-std=c++17", `-DNAPI_VERSION=${api}`, "-Wl,-rpath,$ORIGIN/../../deps/lib"];
  await must("g++", [...flags, ...includes, ...sources, ...library, "-o", output], { limit: 600_000 });
}

/** Builds into a scratch folder beside the cache and moves it there whole: an interrupted run leaves nothing half done. */
async function fillCache(addon, cache, say) {
  mkdirSync(dirname(cache), { recursive: true });
  const scratch = mkdtempSync(`${cache}-`);
  try {
    await fetchLibrary(scratch, say);
    arrange(scratch);
    await compile(addon, scratch, say);
    writeFileSync(join(scratch, "complete"), "");
    rmSync(cache, { recursive: true, force: true });
    renameSync(scratch, cache);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Links the cached library and addon into the installed package. */
function link(addon, cache) {
  for (const [target, path] of [
    [join(cache, "deps"), join(addon.root, "deps")],
    [addonFile(cache, addon), addon.binary],
  ]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  }
}

/** Makes the addon from TensorFlow's wheel, or from an earlier run's cache: "built" or "cached". */
export async function fromWheel(addon, say) {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(`there is no wheel recipe for ${process.platform} ${process.arch}, only for linux x64.`);
  }
  const cache = cacheFolder(addon);
  const cached = existsSync(join(cache, "complete"));
  if (cached) say("using the library built earlier");
  else await fillCache(addon, cache, say);
  link(addon, cache);
  return cached ? "cached" : "built";
}
