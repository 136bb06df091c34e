import { join } from "node:path";
import { CheckpointError, type Dataset } from "@elbo/spec";
import { type Disk, nodeDisk } from "../checkpoints/disk.ts";
import type { RunFolder } from "./run-folder.ts";

/**
 * Looks whether the data are those that a run was trained on: with other scales, kinds or symbols its numbers would be read
 * wrongly. Runs and data without a fingerprint pass.
 *
 * @throws CheckpointError when they are others.
 */
export async function checkData(
  { path }: Pick<RunFolder, "path">,
  { name, fingerprint }: Pick<Dataset, "name" | "fingerprint">,
  disk: Disk = nodeDisk,
): Promise<void> {
  const bytes = await disk.read(join(path, "run.json")).catch(() => undefined);
  const facts = bytes === undefined ? {} : (JSON.parse(new TextDecoder().decode(bytes)) as { data?: string });
  if (facts.data === undefined || fingerprint === undefined || facts.data === fingerprint) return;
  throw new CheckpointError("the data have changed since this run was trained, and its numbers stand for others now", {
    where: path,
    expected: `${name} as it was`,
    received: "other rows, columns, kinds or symbols",
    remedy: "Bring the file of config.json's `data` back as it was, or train anew.",
  });
}
