import { ElboError } from "./elbo-error.ts";

/** An engine that cannot be had, or cannot run this program. */
export class EngineError extends ElboError {}
