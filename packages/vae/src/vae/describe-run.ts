import { createRequire } from "node:module";
import type { Dataset, Engine } from "@elbo/spec";
import type { RunFacts } from "../runs/run-folder.ts";

const require = createRequire(import.meta.url);

const versionOf = (name: string): string | undefined => {
  try {
    return (require(`${name}/package.json`) as { version: string }).version;
  } catch {
    return undefined;
  }
};

/** Versions of what computes here: node, elbo, tfjs, onnxruntime. */
export function versionsHere(): Readonly<Record<string, string>> {
  const packages = { elbo: "@elbo/vae", tfjs: "@tensorflow/tfjs-core", onnxruntime: "onnxruntime-node" };
  const versions = Object.entries(packages).flatMap(([name, id]) => {
    const version = versionOf(id);
    return version === undefined ? [] : [[name, version] as const];
  });
  return { node: process.versions.node, ...Object.fromEntries(versions) };
}

/** What run.json says of the circumstances: seed, versions, engine, threads, hashes of a user's parts, fingerprint of the data. */
export function describeRun(
  seed: number,
  { name: engine, threads }: Pick<Engine, "name" | "threads">,
  parts: readonly { readonly file: string; readonly hash: string }[],
  { fingerprint }: Pick<Dataset, "fingerprint"> = {},
): RunFacts {
  return {
    seed,
    engine,
    versions: versionsHere(),
    ...(threads === undefined ? {} : { threads }),
    ...(parts.length ? { parts: Object.fromEntries(parts.map(({ file, hash }) => [file, hash])) } : {}),
    ...(fingerprint === undefined ? {} : { data: fingerprint }),
  };
}
