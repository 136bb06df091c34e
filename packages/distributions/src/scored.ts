import type { Distribution } from "@elbo/spec";

/** A distribution that the compiler knows can be drawn from and scored. */
export type Scored<More extends keyof Distribution = never> = Omit<Distribution, "frozen"> &
  Required<Pick<Distribution, "draw" | "logProb" | More>> & { frozen(): Scored<More> };
