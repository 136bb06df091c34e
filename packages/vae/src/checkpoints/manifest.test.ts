import { CheckpointError } from "@elbo/spec";
import { expect, it } from "vitest";
import { type Manifest, readManifest, sha256, writeManifest } from "./manifest.ts";

const manifest: Manifest = {
  format: "elbo-checkpoint",
  version: 1,
  data: { file: "weights-0.safetensors", bytes: 8, sha256: sha256(["data"]) },
  config: { b: 1, a: [0.1, null] },
  configSha256: sha256(["{}"]),
  state: { step: 12, sums: { kl: 1 / 3 } },
};
const bytes = (text: string) => new TextEncoder().encode(text);

it("knows the published hash of abc, in one part or several", () => {
  const known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect([sha256(["abc"]), sha256(["a", bytes("bc")])]).toEqual([known, known]);
});

it("round-trips, numbers exact", () => {
  expect(readManifest(bytes(writeManifest(manifest)), "last.json")).toEqual(manifest);
});

it("notices every altered digit, and refuses what is not a manifest", () => {
  const text = writeManifest(manifest);
  for (const [from, to] of [
    ["12", "13"],
    ['"bytes": 8', '"bytes": 9'],
    ["0.1", "0.2"],
  ] as const) {
    expect(text).toContain(from);
    expect(() => readManifest(bytes(text.replace(from, to)), "last.json")).toThrow(/last\.json.*checksum/);
  }
  for (const wrong of ["", "[]", "{}", text.slice(0, -9), text.replace('"version": 1', '"version": 2')]) {
    expect(() => readManifest(bytes(wrong), "last.json")).toThrow(CheckpointError);
  }
});
