import { ElboError } from "./elbo-error.ts";

/** A data file or folder that is missing, broken or of the wrong kind. */
export class DataError extends ElboError {}
