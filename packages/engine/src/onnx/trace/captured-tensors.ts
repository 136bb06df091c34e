import * as tf from "@tensorflow/tfjs-core";

/** Tensors made before `first` that a loop's cell computes with. */
interface Watcher {
  readonly first: number;
  readonly seen: Set<tf.Tensor>;
}

const nextId = () => (tf.engine().constructor as unknown as { readonly nextTensorId: number }).nextTensorId;

/**
 * Notes what a loop's cell takes from outside, and keeps it alive until the trace ends: the cell runs again on it when
 * its gradient is taken.
 */
export class CapturedTensors {
  #watchers: Watcher[] = [];
  #kept: tf.Tensor[] = [];
  #sharedData: object[] = [];
  #born = 0;

  /** How many cells are being run inside each other. */
  get depth(): number {
    return this.#watchers.length;
  }

  /** A trace begins: tensors from now on end with it. */
  begin(): void {
    this.#born = nextId();
  }

  /** Runs a cell; `captured`: the tensors from before that its kernels and results used. */
  watch<R>(work: () => R): { readonly result: R; readonly captured: readonly tf.Tensor[] } {
    const watcher: Watcher = { first: nextId(), seen: new Set() };
    this.#watchers.push(watcher);
    try {
      return { result: work(), captured: [...watcher.seen] };
    } finally {
      this.#watchers.pop();
    }
  }

  /** A kernel uses `x`. */
  see(x: tf.TensorInfo): void {
    if (!(x instanceof tf.Tensor)) return;
    for (const { first, seen } of this.#watchers) {
      if (x.id >= first || seen.has(x)) continue;
      seen.add(x);
      if (x.id < this.#born || x.kept) continue;
      tf.keep(x);
      this.#kept.push(x);
    }
  }

  /** Another tensor on the data `id` was made inside a cell: must its data outlive it? */
  shared(id: object): boolean {
    if (this.#watchers.length === 0) return false;
    this.#sharedData.push(id);
    return true;
  }

  /** The trace is over. */
  release(drop: (id: object) => void): void {
    for (const x of this.#kept) if (!x.isDisposed) x.dispose();
    for (const id of this.#sharedData) drop(id);
    this.#kept = [];
    this.#sharedData = [];
    this.#watchers = [];
  }
}
