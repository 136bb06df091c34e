// The way that the makers of tfjs-node provide: their installer fetches libtensorflow and a built addon.
import { copyFileSync, renameSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../run.mjs";

const host = "https://storage.googleapis.com/tensorflow/libtensorflow/";

/** true, or why the installer cannot work here. Asks for the first bytes only. */
export async function officialReachable({ load, root }) {
  const { LIBTENSORFLOW_VERSION: version } = load(join(root, "scripts/deps-constants.js"));
  try {
    const response = await fetch(`${host}libtensorflow-cpu-linux-x86_64-${version}.tar.gz`, {
      method: "HEAD",
      signal: AbortSignal.timeout(10_000),
    });
    return response.ok || `it answers ${response.status}`;
  } catch (error) {
    return error.cause?.code ?? error.message;
  }
}

/** The installer rewrites package.json in place; that must not reach the copy in pnpm's store, so give it its own. */
function detachFromStore(root) {
  const manifest = join(root, "package.json");
  copyFileSync(manifest, `${manifest}.own`);
  renameSync(`${manifest}.own`, manifest);
}

/** Runs the installer; true when it ended well. */
export async function officialDownload({ root }, limit = 600_000) {
  detachFromStore(root);
  const bin = join(root, "node_modules/.bin");
  const { code } = await run("node", ["scripts/install.js"], {
    cwd: root,
    limit,
    env: { PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  return code === 0;
}
