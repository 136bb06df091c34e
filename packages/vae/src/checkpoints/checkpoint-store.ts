import { join } from "node:path";
import { CheckpointError } from "@elbo/spec";
import { type Disk, nodeDisk } from "./disk.ts";
import { firstDifference } from "./first-difference.ts";
import { type Manifest, readManifest, sha256, writeManifest } from "./manifest.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";
import { PARTIAL, writeAtomically, writeError } from "./write-atomically.ts";

/** Which moment of a run: the latest, or the one with the best figure. */
export type CheckpointName = "last" | "best";

/** A moment of training. */
export interface Checkpoint {
  readonly config: unknown;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** JSON. */
  readonly state: unknown;
}

/** What a checkpoint must belong to. */
export interface ExpectedConfig {
  /** As it was parsed, defaults filled in. */
  readonly config: unknown;
  /** Parses a stored config by today's schema: an option that came since has its default on both sides. */
  readonly parse?: (stored: unknown) => unknown;
}

/** Checkpoints of one run, in one folder. */
export interface CheckpointStore {
  /** Several names at once share one data file. @throws CheckpointError when the disk refuses; the old checkpoints stay. */
  save(names: readonly CheckpointName[], checkpoint: Checkpoint): Promise<void>;
  /** Undefined when there is none. @throws CheckpointError when it is damaged, or of another config than expected. */
  load(name: CheckpointName, expected?: ExpectedConfig): Promise<Checkpoint | undefined>;
  /** The manifest's path, for messages. */
  file(name: CheckpointName): string;
}

const DATA = /^weights-[0-9a-f]{16}\.safetensors$/;
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
const shown = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));

/**
 * `last.json` and `best.json`, each naming a data file `weights-<hash>.safetensors` by its content. The data is complete on
 * the device before a manifest names it, and manifests are replaced in one step: whenever the process stops, each manifest
 * fits its data. Data that no manifest names is removed afterwards.
 */
export function createCheckpointStore(folder: string, disk: Disk = nodeDisk): CheckpointStore {
  const file = (name: CheckpointName) => join(folder, `${name}.json`);

  const sweep = async () => {
    const names = await disk.list(folder);
    const kept = new Set<string>();
    for (const name of names.filter((each) => each.endsWith(".json"))) {
      const bytes = await disk.read(join(folder, name));
      if (bytes) kept.add(readManifest(bytes, join(folder, name)).data.file);
    }
    for (const name of names) {
      if (name.endsWith(PARTIAL) || (DATA.test(name) && !kept.has(name))) await disk.remove(join(folder, name));
    }
  };

  return {
    file,
    save: async (names, { config, tensors, state }) => {
      const parts = encodeSafetensors(tensors);
      const hash = sha256(parts);
      const data = `weights-${hash.slice(0, 16)}.safetensors`;
      const [json, text] = [plain(config), JSON.stringify(plain(config))];
      const manifest: Manifest = {
        format: "elbo-checkpoint",
        version: 1,
        data: { file: data, bytes: parts.reduce((sum, part) => sum + part.length, 0), sha256: hash },
        config: json,
        configSha256: sha256([text]),
        state: plain(state),
      };
      await disk.makeFolder(folder).catch((cause) => {
        throw writeError(folder, cause);
      });
      await writeAtomically(disk, join(folder, data), parts);
      const bytes = new TextEncoder().encode(writeManifest(manifest));
      for (const name of names) await writeAtomically(disk, file(name), [bytes]);
      // Left-overs cost space, nothing else: the next save tries again.
      await sweep().catch(() => {});
    },
    load: async (name, expected) => {
      for (let attempt = 0; ; attempt++) {
        const bytes = await disk.read(file(name));
        if (!bytes) return undefined;
        const manifest = readManifest(bytes, file(name));
        if (expected) checkConfig(manifest.config, expected, file(name));
        const path = join(folder, manifest.data.file);
        const data = DATA.test(manifest.data.file) ? await disk.read(path) : undefined;
        // A trainer may have replaced both files between the two readings.
        if (!data && attempt < 3) continue;
        return { config: manifest.config, state: manifest.state, tensors: readData(data, manifest, path) };
      }
    },
  };
}

/** The stored config with today's defaults; as it stands where today's schema refuses it: then it differs. */
function withDefaults(saved: unknown, parse: NonNullable<ExpectedConfig["parse"]>): unknown {
  try {
    return plain(parse(saved));
  } catch {
    return saved;
  }
}

function checkConfig(saved: unknown, { config, parse }: ExpectedConfig, file: string): void {
  const difference = firstDifference(parse ? withDefaults(saved, parse) : saved, plain(config));
  if (!difference) return;
  throw new CheckpointError(`the checkpoint belongs to another config, which differs at "${difference.path}"`, {
    where: file,
    expected: shown(difference.second),
    received: shown(difference.first),
    remedy: "Continue with the config of the run folder (config.json), or start a new run.",
  });
}

function readData(data: Uint8Array | undefined, { data: { bytes, sha256: hash } }: Manifest, path: string) {
  const remedy = "Use another checkpoint of the run, or train again.";
  if (!data) throw new CheckpointError("the file that belongs to the checkpoint is missing", { where: path, remedy });
  if (data.length !== bytes) {
    const problem = data.length < bytes ? "the file is truncated" : "the file is too long";
    throw new CheckpointError(problem, { where: path, expected: `${bytes} bytes`, received: `${data.length}`, remedy });
  }
  if (sha256([data]) !== hash) {
    throw new CheckpointError("the checksum does not fit: the file is damaged", { where: path, remedy });
  }
  return decodeSafetensors(data, path);
}
