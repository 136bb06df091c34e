// Contenders of one model with one number of threads: each alone first, then all in turns.
import { startContender } from "./contender-process.mjs";

/**
 * Milliseconds per step: [{ name, version, parameters, first, alone, rounds, peakBytes }]. `alone` is the best of a few turns while
 * everybody else is stopped; `rounds` has one median per round, each round in another order.
 * One that fails is left out, aloud; the first must not fail.
 */
export async function interleave(
  entries,
  { args, threads, rounds, milliseconds, alone: turns = 3, report = () => {} },
) {
  const found = [];
  try {
    for (const { name, version, command } of entries) {
      report(`${name} alone`);
      const contender = startContender(name, command, { args, threads });
      const one = { name, version, contender, rounds: [] };
      found.push(one);
      try {
        const { parameters, first } = await contender.ready;
        const alone = [];
        for (let i = 0; i < turns; i++) alone.push((await contender.turn(milliseconds)).median);
        Object.assign(one, { parameters, first, alone: Math.min(...alone) });
      } catch (error) {
        if (found.length === 1) throw error;
        report(error.message);
        found.pop();
        await contender.stop();
      }
    }
    for (let round = 0; round < rounds; round++) {
      report(`round ${round + 1} of ${rounds}`);
      const order = found.map((_, turn) => found[(turn + round) % found.length]);
      for (const one of order) {
        try {
          const { median, peakBytes } = await one.contender.turn(milliseconds);
          one.rounds.push(median);
          one.peakBytes = peakBytes;
        } catch (error) {
          if (one === found[0]) throw error;
          report(error.message);
          found.splice(found.indexOf(one), 1);
          await one.contender.stop();
        }
      }
    }
  } finally {
    await Promise.all(found.map(({ contender }) => contender.stop()));
  }
  return found.map(({ contender, ...one }) => one);
}
