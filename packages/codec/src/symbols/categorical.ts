import { exponential } from "../exact/exponential.ts";
import { type ElementsCodec, type LawParameters, parameterOf, type Vector } from "./elements-codec.ts";
import { tabledCodec } from "./tabled.ts";

/** p(k) in proportion to e^(logs_k), `[element, level]`. */
function fromLogs(parameters: LawParameters, name: string, family: string, { count, levels }: Vector) {
  const logs = parameterOf(parameters, name, count * levels, family);
  return tabledCodec(count, levels, (element, weights) => {
    const at = element * levels;
    let most = logs[at] as number;
    for (let k = 1; k < levels; k++) most = Math.max(most, logs[at + k] as number);
    for (let k = 0; k < levels; k++) weights[k] = exponential((logs[at + k] as number) - most);
  });
}

/** One of `levels` values, p = softmax(logits); `logits` `[element, level]`. */
export const categoricalCodec: ElementsCodec = {
  family: "categorical",
  create: (parameters, vector) => fromLogs(parameters, "logits", "categorical", vector),
};

/** Any law of finite support by its log masses, nats up to a constant: `logMasses` `[element, level]`. */
export const logMassesCodec: ElementsCodec = {
  family: "log-masses",
  create: (parameters, vector) => fromLogs(parameters, "logMasses", "log-masses", vector),
};
