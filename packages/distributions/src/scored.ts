import type { Distribution } from "@elbo/spec";

/** A distribution that can be drawn from and scored, known to the compiler. */
export type Scored<More extends keyof Distribution = never> = Distribution &
  Required<Pick<Distribution, "draw" | "logProb" | "frozen" | More>>;
