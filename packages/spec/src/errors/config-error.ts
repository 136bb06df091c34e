import { ElboError } from "./elbo-error.ts";

/** A config that cannot be: unknown key or kind, wrong value, parts that do not fit. */
export class ConfigError extends ElboError {}
