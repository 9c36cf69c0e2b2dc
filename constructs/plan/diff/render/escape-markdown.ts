import { visible, visibleLines } from "./visible";

/** What Markdown of GitHub and GitLab takes for more than itself; an underline within a word is none. */
const MARKS = /[\\`*~[\]|#$!&<>@%^]|(?<![a-z0-9])_|_(?![a-z0-9])|:(?=\/\/|[\w+-]+:)|GH-(?=\d)|www(?=\.)/gi;
/** What would be a list, or a line under a heading, at the beginning of a line. */
const START = /^([-+=](?=[-=\s]|$)|\d+(?=[.)](\s|$)))/;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** They call people, issues and pages by what follows them. Only something in between, which nobody sees, prevents that. */
const CALLS = /^[@#!$%~&:^]$|^(GH-|www)$/i;
const NOTHING = "&#8203;";

/** A text for a line of Markdown, a cell of a table too: it shows as it is, calls nobody and links nothing. */
export function escapeMarkdown(text: string): string {
  return escaped(text, (mark) => ENTITIES[mark] ?? (/^[\\`*~[\]|#$!^_]$/.test(mark) ? `\\${mark}` : mark)).replace(START, (start) =>
    /\d/.test(start) ? `${start}${NOTHING}` : `\\${start}`,
  );
}

/** A text for a line of HTML within Markdown. */
export function escapeHtml(text: string): string {
  return escaped(text, (mark) => ENTITIES[mark] ?? mark);
}

/** A text as code within a line. */
export function codeSpan(text: string): string {
  const fence = "`".repeat(longestRun(text) + 1);
  return `${fence}${fence.length > 1 ? " " : ""}${visible(text)}${fence.length > 1 ? " " : ""}${fence}`;
}

/** A block of code, which nothing in it can end. */
export function fenced(language: string, lines: readonly string[]): string {
  const content = lines.flatMap(visibleLines).join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content}\n${fence}`;
}

function escaped(text: string, mark: (character: string) => string): string {
  return visible(text)
    .trim()
    .replace(MARKS, (found, offset: number, whole: string) => {
      const calls = CALLS.test(found) && /["\w./+-]/.test(whole[offset + found.length] ?? "");
      return mark(found) + (calls ? NOTHING : "");
    });
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
