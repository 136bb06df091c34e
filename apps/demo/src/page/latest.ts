/**
 * Answers the newest question only: while one is being worked on, later ones replace each other, and the last is taken up
 * when the work is done. Pointers move faster than models compute.
 */
export function latest<T>(work: (question: T) => Promise<void>): (question: T) => Promise<void> {
  let waiting: { readonly question: T } | undefined;
  let running: Promise<void> | undefined;
  const loop = async () => {
    while (waiting) {
      const { question } = waiting;
      waiting = undefined;
      await work(question);
    }
  };
  return (question) => {
    waiting = { question };
    running ??= loop().finally(() => {
      running = undefined;
    });
    return running;
  };
}
