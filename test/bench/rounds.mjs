/** What one run of a case has measured, by name: CPU time in ms, memory in MiB. */
/** @typedef {Readonly<Record<string, number>>} Sample */

/**
 * Runs all cases in turn, again and again, so that whatever else the machine does falls upon all of them.
 * @template {string} Name
 * @param {number} rounds
 * @param {Readonly<Record<Name, () => Sample>>} cases
 * @param {{ warmUp?: boolean }} [options] whether a first round, with its cold disk, does not count
 * @returns {Record<Name, (measure: string) => number>} for each case the median of a measure
 */
export function interleaved(rounds, cases, { warmUp = false } = {}) {
  const names = Object.keys(cases);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = warmUp ? -1 : 0; round < rounds; round++) {
    for (const name of names) {
      const sample = cases[name]();
      if (round >= 0) samples[name].push(sample);
    }
  }
  return Object.fromEntries(names.map((name) => [name, (measure) => median(samples[name].map((sample) => sample[measure]))]));
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
