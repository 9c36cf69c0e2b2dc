import * as fc from "fast-check";

/** What has been misread by one YAML parser or another. */
// biome-ignore format: what belongs together stands together
export const AWKWARD_TEXTS: readonly string[] = [
  "yes", "No", "on", "OFF", "y", "N", "null", "NULL", "~", "true", "False", "=", "<<", ".inf", "-.INF", ".NaN", "nan",
  "__proto__",
  "0775", "0o17", "1e3", "e1", "E-09", "1_000", "0x1f", "0b11", "1.", ".5", "+1", "-1", "1e400", "00", "08", "12", "500m", "0m", "010m", "64Mi", "1Ki", "0Ti", "10G", "1k", "25%",
  "12:30:00", "2001-01-01", "_1",
  "-", "---", "...", "- a", "? b", "?", "a: b", "a:", ":a", "a:1", "x:", "a #b", "#c", "%", "@",
  "`", "\\", "!", "&", "*", "{", "[", "}", "]", ",", "'", '"', "|", ">",
  "", " ", " a", "a ", "\t", "a\tb", "\ta", "a\t", "\n", "\n\n", "\na", "a\n", "a\n\n", "a\nb", "a\n\nb\n", "a\r\nb", "\r",
  " a\nb", "\n  a\n", "\n\ta", "a\n ", "a\n\t\nb",
  "a\n# b", "---\na\n---\nb\n", "%A\nb", "a \nb \n", "a: b\n- c\n", "\tall:\n\t\techo\n",
  "é", "日本語", "\u00a0", "\u2028", "a\u2029b", "\u0085", "a\n\u0085", "\u007f", "\u009f", "\ufeff", "\ufeffa\nb",
  "\ufffe", "\uffff", "\0", "\u001b[0m", "😀", "😀\n👩‍👩‍👧\n", "\u{1fffe}",
  "k".repeat(1100), "日 ".repeat(600), `${"l".repeat(300)}\n${"m".repeat(2000)}`,
];

/** Those and any others, half of them made of what means something in YAML. */
export const awkwardText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...AWKWARD_TEXTS),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(...Array.from("aZ09_-./:#~ \n\t\r'\"\\|>&*!?,[]{}%@`<=+\u0085\u2028\u00e9\ufeff😀")) }),
  fc.string({ unit: fc.constantFrom(...Array.from("yYnNoOfFtTrRuUeEsSlLaAiI.0179xb_-+:")), maxLength: 5 }),
  fc.string({ unit: fc.constantFrom("\n", "\n", " ", "  ", "\t", "a", "- ", "b: c", "#", "---", "...") }),
);
