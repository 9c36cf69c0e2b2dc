/** ", did you mean x?" where one of the known words is nearly what was typed; else nothing. */
export function closest(typed: string, known: readonly string[]): string {
  const near = known.map((word) => ({ word, steps: distance(typed, word) })).sort((a, b) => a.steps - b.steps)[0];
  return near && near.steps <= Math.max(2, typed.length / 3) ? `, did you mean ${near.word}?` : "";
}

/** How many letters must be changed, added or left out to come from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
