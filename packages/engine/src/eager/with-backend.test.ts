import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { withBackend } from "./with-backend.ts";

beforeAll(() => tf.setBackend("cpu"));

describe("withBackend", () => {
  it("switches at once and puts the previous backend back, also after an error", () => {
    const { registry } = tf.engine();
    const cpu = tf.backend();
    const other = Object.create(cpu) as tf.KernelBackend;
    registry.other = other;
    try {
      expect(withBackend("other", () => [tf.getBackend(), tf.backend()])).toEqual(["other", other]);
      expect(() =>
        withBackend("other", () => {
          throw new Error(tf.getBackend());
        }),
      ).toThrow("other");
      expect([tf.getBackend(), tf.backend()]).toEqual(["cpu", cpu]);
    } finally {
      delete registry.other;
    }
  });
});
