const COLUMNS = ["what", "reference", "ours", "ratio", "target", "verdict", "runs"];

/**
 * Rows as a table for people.
 * @param {string} title
 * @param {readonly import("./row.mjs").Row[]} rows
 */
export function renderTable(title, rows) {
  const head = Object.fromEntries(COLUMNS.map((column) => [column, column]));
  const lines = [head, ...rows.map((row) => ({ ...row, verdict: verdict(row) }))].map((row) =>
    COLUMNS.map((column) => String(row[column] ?? "")),
  );
  const widths = COLUMNS.map((_, index) => Math.max(...lines.map((cells) => cells[index].length)));
  const pad = (cell, index) => (index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index]));
  return `${title}\n${lines.map((cells) => cells.map(pad).join("  ").trimEnd()).join("\n")}\n`;
}

function verdict({ met }) {
  return met === undefined ? "" : met ? "ok" : "MISSED";
}
