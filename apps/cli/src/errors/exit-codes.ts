import {
  CheckpointError,
  ConfigError,
  DataError,
  ElboError,
  EngineError,
  NotSupportedError,
  ShapeError,
} from "@elbo/spec";
import { DiskError } from "./disk-error.ts";

/** Exit codes of the command, documented in its help and in docs/cli.md. */
export const exitCodes = {
  ok: 0,
  /** A defect of elbo: please report. */
  unexpected: 1,
  /** Wrong arguments or config. */
  usage: 2,
  data: 3,
  engine: 4,
  checkpoint: 5,
  /** The disk refused: full, read-only, no permission. */
  disk: 6,
  /** Training met a NaN or an infinity. */
  diverged: 7,
  /** Ctrl-C; what was reached is saved. */
  interrupted: 130,
} as const;

const diskCodes = new Set([
  "ENOSPC",
  "EACCES",
  "EPERM",
  "EROFS",
  "EDQUOT",
  "EFBIG",
  "ENOTDIR",
  "EEXIST",
  "EMFILE",
  "EIO",
]);

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | undefined)?.code;

const fromDisk = (error: unknown): boolean =>
  diskCodes.has(codeOf(error) ?? "") || (error instanceof Error && error.cause !== undefined && fromDisk(error.cause));

/** Only the trainer's numbers diverge: an engine that cannot be had says so from elsewhere. */
const diverged = (error: EngineError): boolean => error.details.where.startsWith("vae/training");

/** The exit code that fits an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof DiskError) return exitCodes.disk;
  if (error instanceof DataError) return exitCodes.data;
  if (error instanceof ConfigError || error instanceof NotSupportedError || error instanceof ShapeError)
    return exitCodes.usage;
  if (fromDisk(error)) return exitCodes.disk;
  if (error instanceof EngineError) return diverged(error) ? exitCodes.diverged : exitCodes.engine;
  if (error instanceof CheckpointError) return exitCodes.checkpoint;
  if (codeOf(error)?.startsWith("commander.")) return exitCodes.usage;
  return ElboError.is(error) ? exitCodes.usage : exitCodes.unexpected;
}
