import { NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { useOracle } from "../gradients/oracle.ts";
import { createContext, type Door } from "./create-context.ts";
import { eagerContext } from "./eager-context.ts";

beforeAll(useOracle);

function recording() {
  const calls: string[] = [];
  const door: Door = {
    noise: (path, shape, { law }) => {
      calls.push(`noise ${path} [${shape}] ${law}`);
      return tf.zeros([...shape]);
    },
    knob: (path) => {
      calls.push(`knob ${path}`);
      return tf.scalar(1);
    },
    update: () => void calls.push("update"),
    add: (path) => void calls.push(`add ${path}`),
  };
  return { calls, context: createContext(door, { training: true }) };
}

describe("createContext", () => {
  it("joins scopes to paths", () => {
    const { calls, context } = recording();
    const inner = context.at("encoder").at("dense");
    inner.noise("eps", [2, 3], { law: "normal" });
    inner.knob("beta");
    inner.add("commitment", tf.scalar(1));
    expect(inner.path).toBe("encoder/dense");
    expect(calls).toEqual([
      "noise encoder/dense/eps [2,3] normal",
      "knob encoder/dense/beta",
      "add encoder/dense/commitment",
    ]);
  });

  it("refuses a scope, a noise name or a term twice, and lets knobs be asked again", () => {
    const { context } = recording();
    context.at("a");
    expect(() => context.at("a")).toThrow(NotSupportedError);
    context.noise("eps", [1], { law: "normal" });
    expect(() => context.noise("eps", [1], { law: "normal" })).toThrow(/"eps" is used twice/);
    context.add("term", tf.scalar(0));
    expect(() => context.add("term", tf.scalar(0))).toThrow(NotSupportedError);
    expect(() => [context.knob("beta"), context.knob("beta")]).not.toThrow();
  });

  it("drops updates and terms of a quiet pass, all the way down, but not its noise", () => {
    const { calls, context } = recording();
    const quiet = context.at("second").quiet().at("net");
    quiet.update(tf.scalar(0), tf.scalar(1));
    quiet.add("term", tf.scalar(0));
    quiet.noise("eps", [1], { law: "uniform" });
    expect(calls).toEqual(["noise second/net/eps [1] uniform"]);
  });
});

describe("eagerContext", () => {
  const eps = (options: Parameters<typeof eagerContext>[0], shape: number[]) => [
    ...eagerContext(options).context.at("q").noise("eps", shape, { law: "normal" }).dataSync(),
  ];

  it("draws noise by seed, step, path and offset along the leading axis", () => {
    const whole = eps({ seed: 3n, step: 2 }, [6, 4, 5]);
    expect(eps({ seed: 3n, step: 2 }, [6, 4, 5])).toEqual(whole);
    expect(eps({ seed: 3n, step: 2, offset: 2 }, [3, 4, 5])).toEqual(whole.slice(40, 100));
    expect(eps({ seed: 3n, step: 3 }, [6, 4, 5])).not.toEqual(whole);
  });

  it("looks knobs up by path and says which one is missing", () => {
    const { context } = eagerContext({ knobs: { "loss/beta": 4 } });
    const loss = context.at("loss");
    expect(loss.knob("beta").dataSync()[0]).toBe(4);
    expect(() => loss.knob("gamma")).toThrow(/"loss\/gamma"/);
  });

  it("keeps what was said through it", () => {
    const { context, updates, added } = eagerContext({ training: false });
    const [state, next, term] = [tf.scalar(0), tf.scalar(1), tf.scalar(2)];
    context.update(state, next);
    context.at("vq").add("commitment", term);
    expect(context.training).toBe(false);
    expect(updates.get(state)).toBe(next);
    expect(added).toEqual({ "vq/commitment": term });
  });
});
