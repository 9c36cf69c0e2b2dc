import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** What became of the requests. */
export interface LoadReport {
  readonly requests: number;
  /** What went wrong, each once, with how often. */
  readonly failures: ReadonlyMap<string, number>;
  /** The longest time in which no request was answered, in milliseconds. */
  readonly longestGap: number;
  /** Which pods answered, in the order of their first answer. */
  readonly pods: readonly string[];
}

/** How hard it calls. */
export interface LoadProps {
  readonly url: string;
  readonly clients: number;
  /** How long each client rests after an answer, in milliseconds. */
  readonly rest: number;
}

/** Clients that call again and again until they are told to stop; nothing is tried twice. Every second one makes a new connection for each call. */
export class SteadyLoad {
  #requests = 0;
  #lastAnswer = performance.now();
  #longestGap = 0;
  #running = true;
  readonly #failures = new Map<string, number>();
  readonly #pods = new Set<string>();
  readonly #clients: Promise<void>[];

  constructor({ url, clients, rest }: LoadProps) {
    this.#clients = Array.from({ length: clients }, (_, index) => this.#client(url, rest, index % 2 === 0));
  }

  /** How many requests were made until now. */
  get requests(): number {
    return this.#requests;
  }

  /** Waits until that many requests were made. */
  async until(requests: number): Promise<void> {
    while (this.#requests < requests) await sleep(50);
  }

  /** Stops, and says what became of them. */
  async stop(): Promise<LoadReport> {
    this.#running = false;
    await Promise.all(this.#clients);
    return { requests: this.#requests, failures: this.#failures, longestGap: Math.round(this.#longestGap), pods: [...this.#pods] };
  }

  async #client(url: string, rest: number, keepAlive: boolean): Promise<void> {
    const agent = new Agent({ keepAlive, maxSockets: 1 });
    while (this.#running) {
      const said = await call(url, agent).catch((error: Error) => error);
      this.#requests += 1;
      if (said instanceof Error) this.#failures.set(said.message, (this.#failures.get(said.message) ?? 0) + 1);
      else {
        this.#pods.add(said);
        const now = performance.now();
        this.#longestGap = Math.max(this.#longestGap, now - this.#lastAnswer);
        this.#lastAnswer = now;
      }
      await sleep(rest);
    }
    agent.destroy();
  }
}

/** The pod that answers; anything but an answer of status 200 is an error. */
function call(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, timeout: 5000, headers: { accept: "application/json" } }, (answer) => {
      let text = "";
      answer.on("data", (data: Buffer) => (text += data.toString()));
      answer.on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode !== 200) reject(new Error(`status ${answer.statusCode}`));
        else resolve((JSON.parse(text) as { pod: string }).pod);
      });
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within 5 s")));
    sent.on("error", reject);
    sent.end();
  });
}
