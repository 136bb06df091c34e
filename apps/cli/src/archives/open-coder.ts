import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import {
  type Archive,
  type CoderModel,
  type CoderSettings,
  modelHash,
  type OpenNets,
  openArchive,
  openNets,
  packModel,
  unpackModel,
  type WasmRuntime,
} from "@elbo/codec";
import { CheckpointError, DataError } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { openModel } from "../config/open-model.ts";
import { fileSource } from "./file-source.ts";

/** A model as archives know it. */
export interface PackedModel {
  readonly model: CoderModel;
  readonly packed: Uint8Array;
  readonly sha256: string;
  /** What its run is called. */
  readonly name: string;
}

const pack = (model: CoderModel, name: string): PackedModel => {
  const packed = packModel(model);
  return { model, packed, sha256: modelHash(packed), name };
};

/** The nets of an open model. */
export const packVae = async (vae: Vae, folder: string): Promise<PackedModel> =>
  pack(await vae.exportCoder(), basename(resolve(folder)));

/** The nets that an archive holds. @throws DataError when it holds none, or they are damaged. */
function packArchived({ model: packed, modelDamage, header, where }: Archive): PackedModel {
  if (!packed) {
    throw new DataError(modelDamage ? "the model in the archive is damaged" : "the archive holds no model", {
      where,
      ...(modelDamage ? { received: modelDamage } : {}),
      remedy: `Give the run that it was made with: --model FOLDER (${header.model.name}).`,
    });
  }
  return { model: unpackModel(packed, where), packed, sha256: modelHash(packed), name: header.model.name };
}

/** The model of a run folder, the newest where none is named, or the one inside an archive. */
export async function packOf(model: string | undefined, parts?: readonly string[]): Promise<PackedModel> {
  if (model !== undefined && (await stat(model).catch(() => undefined))?.isFile()) {
    const source = await fileSource(model);
    try {
      return packArchived(await openArchive(source, model));
    } finally {
      await source.close();
    }
  }
  const { vae, folder } = await openModel(model, parts);
  try {
    return await packVae(vae, folder);
  } finally {
    await vae.close();
  }
}

const short = (sha256: string) => `sha256 ${sha256.slice(0, 12)}`;

/**
 * The model that made an archive: the one named, the archive's own, or the newest run.
 *
 * @throws CheckpointError when it is another model.
 */
export async function modelFor(
  archive: Archive,
  model: string | undefined,
  parts?: readonly string[],
): Promise<PackedModel> {
  const found = model === undefined && archive.header.inside ? packArchived(archive) : await packOf(model, parts);
  const { name, sha256 } = archive.header.model;
  if (found.sha256 === sha256) return found;
  throw new CheckpointError("this archive was made with another model", {
    where: archive.where,
    expected: `${name} (${short(sha256)})`,
    received: `${found.name} (${short(found.sha256)})`,
    remedy:
      found.name === name
        ? "The run has changed since, was trained on, or another version of elbo writes its nets otherwise (elbo inspect)."
        : "Give the run that made it: --model FOLDER.",
  });
}

/** Opens the nets in onnxruntime's WebAssembly build, which is loaded now. */
export async function openPacked({ model }: PackedModel, { batch }: Pick<CoderSettings, "batch">): Promise<OpenNets> {
  const runtime = (await import("onnxruntime-web")) as unknown as WasmRuntime;
  return openNets(runtime, model, { batch });
}
