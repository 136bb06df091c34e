import * as tf from "@tensorflow/tfjs-core";

/** What `tf.setBackend` assigns; its promise would let other code see the switch. */
interface Active {
  backendName: string;
  backendInstance: tf.KernelBackend | null;
}

/**
 * Runs `work` with `backend` as tfjs's global backend and puts the previous one back, whatever happens.
 * `work` is synchronous, so nothing else ever sees the switch. The backend must have been initialised.
 */
export function withBackend<R>(backend: string, work: () => R): R {
  const engine = tf.engine();
  const active = engine as unknown as Active;
  const { backendName, backendInstance } = active;
  active.backendName = backend;
  active.backendInstance = engine.registry[backend] as tf.KernelBackend;
  try {
    return work();
  } finally {
    active.backendName = backendName;
    active.backendInstance = backendInstance;
  }
}
