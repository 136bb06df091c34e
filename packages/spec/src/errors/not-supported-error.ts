import { ElboError } from "./elbo-error.ts";

/** Something that a part or a combination of parts cannot do. */
export class NotSupportedError extends ElboError {}
