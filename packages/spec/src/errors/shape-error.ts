import { ElboError } from "./elbo-error.ts";

/** A tensor or array of the wrong shape. */
export class ShapeError extends ElboError {}
