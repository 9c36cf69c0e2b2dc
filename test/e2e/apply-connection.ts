import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ApplyBench, must } from "./apply-bench";
import { type Kubeconfig, withServer } from "./apply-refusals";
import type { StageContext } from "./stage";

const NAME = "tagenal-e2e-connection";

/** A connection that is lost in the middle: for a moment it is waited for, for longer it is given up, and then the same command goes on. */
export async function connection(bench: ApplyBench, { kubectl, print }: StageContext): Promise<Readonly<Record<string, number>>> {
  const config = JSON.parse(await kubectl(["config", "view", "--raw", "--flatten", "--minify", "-o", "json"])) as Kubeconfig;
  const server = new URL(config.clusters[0]?.cluster.server ?? "");
  const line = new Line(server.hostname, Number(server.port || 443));
  const port = await line.open();
  const through = { "tls-server-name": server.hostname };
  const environment = { KUBECONFIG: bench.file("proxy.json", JSON.stringify(withServer(config, `https://127.0.0.1:${port}`, through))) };
  const slow = `deployment(home, "web", { readinessProbe: { exec: { command: ["true"] }, initialDelaySeconds: 8 } });`;
  bench.app("connection", `const home = new tagenal.Namespace(app, "Home", { name: "${NAME}" }); ${slow}`);
  const words = ["apply", "lab", "--app", `${bench.folder}/connection.js`];
  try {
    const begun = async (): Promise<void> => {
      while ((await kubectl(["get", "deployment", "web", "-n", NAME, "--ignore-not-found", "-o", "name"])) === "") await sleep(200);
    };
    const short = bench.start(words, environment);
    await begun();
    line.cut();
    await sleep(4000);
    line.mend();
    const { code, err, seconds } = await short.ended;
    must(code === 0, `a connection lost for 4 s ended it: ${err}`);

    await bench.must(["delete", ...words.slice(1)]);
    const long = bench.start(words, environment);
    await begun();
    line.cut();
    const lost = await long.ended;
    const says = [/the cluster does not answer: /, /kubectl cluster-info/, /It stopped in .*Repeat the same command/];
    must(lost.code === 1 && says.every((pattern) => pattern.test(lost.err)), `a lost connection ended with ${lost.code}: ${lost.err}`);
    print(
      `lost connection (${lost.seconds} s): ${lost.err
        .trim()
        .split("\n")
        .find((text) => text.startsWith("  "))
        ?.trim()}`,
    );
    line.mend();
    await bench.must(words, environment);
    await bench.must(["delete", ...words.slice(1)]);
    return { "seconds with 4 s of no connection": seconds, "seconds until a lost connection is given up": lost.seconds };
  } finally {
    line.close();
    await kubectl(["delete", "namespace", NAME, "--ignore-not-found"]);
  }
}

/** A wire to a server, that can be cut. */
class Line {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((near) => this.#join(near));
  readonly #host: string;
  readonly #port: number;
  #cut = false;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
  }

  async open(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("there is no port to listen on");
    return address.port;
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#cut = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(near: Socket): void {
    if (this.#cut) {
      near.destroy();
      return;
    }
    const far = connect(this.#port, this.#host);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
