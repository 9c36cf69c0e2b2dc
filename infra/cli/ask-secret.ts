import { Interrupted } from "../cluster/interrupted";

/** Whether somebody is there who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks on the terminal for a text that nobody shall see; empty where the person gives none. */
export async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  let typed = "";
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
      for (const letter of chunk) {
        if (letter === "\r" || letter === "\n" || letter === "\u0004") return typed;
        if (letter === "\u0003") throw new Interrupted();
        typed = letter === "\u007f" || letter === "\b" ? typed.replace(/.$/u, "") : typed + letter;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}
