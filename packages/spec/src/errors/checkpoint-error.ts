import { ElboError } from "./elbo-error.ts";

/** A checkpoint that is missing, damaged or belongs to another config. */
export class CheckpointError extends ElboError {}
