import { createHash } from "node:crypto";
import { CheckpointError } from "@elbo/spec";
import { z } from "zod";

const hex = z.string().regex(/^[0-9a-f]{64}$/);

const manifest = z.strictObject({
  format: z.literal("elbo-checkpoint"),
  version: z.literal(1),
  /** The file beside the manifest that holds the numbers. */
  data: z.strictObject({ file: z.string(), bytes: z.number().int().nonnegative(), sha256: hex }),
  /** The config that the model was put together from. */
  config: z.unknown(),
  configSha256: hex,
  /** Whatever the trainer needs to go on. */
  state: z.unknown(),
});

/** Says which data file belongs to a checkpoint, of which config, and where training stood. */
export type Manifest = z.infer<typeof manifest>;

const sealed = z.strictObject({ manifest, sha256: hex });

/** SHA-256 of bytes or text, in hexadecimal. */
export function sha256(parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** A manifest with its own checksum, as text. */
export function writeManifest(content: Manifest): string {
  return `${JSON.stringify({ manifest: content, sha256: sha256([JSON.stringify(content)]) }, null, 2)}\n`;
}

/** @throws CheckpointError naming `file` when it is not a manifest, or was altered. */
export function readManifest(bytes: Uint8Array, file: string): Manifest {
  const fail = (problem: string, cause?: unknown) =>
    new CheckpointError(problem, {
      where: file,
      remedy: "Use another checkpoint of the run, or train again.",
      ...(cause === undefined ? {} : { cause }),
    });
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw fail("the file is truncated or not JSON", cause);
  }
  const parsed = sealed.safeParse(json);
  if (!parsed.success) throw fail("the file is not a checkpoint of this version of elbo", parsed.error);
  // The text as it was written: parsing keeps the order of keys.
  const content = (json as { manifest: unknown }).manifest;
  if (sha256([JSON.stringify(content)]) !== parsed.data.sha256)
    throw fail("the checksum does not fit: the file was altered");
  return parsed.data.manifest;
}
