/**
 * One line of the table.
 * @typedef {object} Row
 * @property {string} what
 * @property {string} [reference]
 * @property {string} ours
 * @property {string} [ratio] how they compare
 * @property {string} [target]
 * @property {boolean} [met] undefined: for information
 * @property {number} [runs]
 */

/**
 * A row that compares CPU time with what must be slower: 1/12 is better than 1/10.
 * @param {string} what
 * @param {{ reference: number, ours: number, atMost?: number, runs: number }} measured `atMost`: 10 stands for 1/10
 * @returns {Row}
 */
export function fraction(what, { reference, ours, atMost, runs }) {
  const times = reference / ours;
  return {
    what,
    reference: ms(reference),
    ours: ms(ours),
    // Rounded down: 9.97 is not yet 10.
    ratio: times >= 1 ? `1/${(Math.floor(times * 10) / 10).toFixed(1)}` : `${(1 / times).toFixed(1)} ×`,
    ...(atMost === undefined ? {} : { target: `≤ 1/${atMost}`, met: times >= atMost }),
    runs,
  };
}

/**
 * A row that compares with what is hardly less: 1.1 × is better than 1.3 ×.
 * @param {string} what
 * @param {{ reference: number, ours: number, atMost?: number, runs: number, format?: (value: number) => string }} measured
 * @returns {Row}
 */
export function multiple(what, { reference, ours, atMost, runs, format = ms }) {
  const times = ours / reference;
  return {
    what,
    reference: format(reference),
    ours: format(ours),
    ratio: `${times.toFixed(2)} ×`,
    ...(atMost === undefined ? {} : { target: `≤ ${atMost} ×`, met: times <= atMost }),
    runs,
  };
}

/** CPU time as it stands in the table. */
export const ms = (value) => `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;

/** Memory as it stands in the table. */
export const mib = (value) => `${Math.round(value)} MiB`;

/**
 * A row that says whether something is as it must be.
 * @param {string} what
 * @param {readonly string[]} problems
 * @returns {Row}
 */
export function yesOrNo(what, problems) {
  const [first, ...more] = problems;
  return {
    what,
    ours: first === undefined ? "yes" : `NO: ${first}${more.length > 0 ? `, and ${more.length} more` : ""}`,
    target: "yes",
    met: first === undefined,
  };
}
