import { type Problem, renderProblems } from "../../constructs/core";

const COLOURS = { red: 31, green: 32, yellow: 33, grey: 90, bold: 1 } as const;

/** Where the command line speaks: results on standard output, all else on standard error. */
export class Terminal {
  /** Machines read standard output: one JSON value and nothing else. */
  readonly json: boolean;
  readonly #coloured: boolean;
  readonly #live: boolean;

  constructor({ json }: { json: boolean }) {
    this.json = json;
    this.#live = process.stderr.isTTY;
    this.#coloured = this.#live && !process.env["NO_COLOR"];
  }

  /** How many characters a line has. */
  get width(): number {
    return process.stdout.columns ?? 120;
  }

  /** A result. */
  print(text: string): void {
    process.stdout.write(text);
  }

  /** A remark beside the result. */
  note(text: string): void {
    if (!this.json) process.stderr.write(`${text}\n`);
  }

  /** What is being done now: a line that the next one replaces, on a terminal only. */
  progress(text: string): void {
    if (this.#live && !this.json) process.stderr.write(`\r\x1b[K${text}`);
  }

  /** Ends the line of `progress`. */
  done(): void {
    if (this.#live && !this.json) process.stderr.write("\r\x1b[K");
  }

  /** A text in a colour, where there are colours. */
  paint(colour: keyof typeof COLOURS, text: string): string {
    return this.#coloured ? `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : text;
  }

  /** Everything that is wrong: words for people, data for machines. */
  fail(problems: readonly Problem[], where?: string): void {
    this.done();
    if (this.json) this.print(`${JSON.stringify({ problems }, null, 2)}\n`);
    const [head = "", ...lines] = renderProblems(problems, where).split("\n");
    process.stderr.write(`${[this.paint("red", head), ...lines].join("\n")}\n`);
  }
}
