import { connect } from "node:net";
import type { Machine } from "./random-network";
import type { StageContext } from "./stage";

/** What a real attempt came to. */
export interface Outcome {
  readonly open: boolean;
  /** What the client was told. */
  readonly said: string;
}

/** Connects from a pod to many targets at once. */
export async function connectFromPod(
  context: StageContext,
  namespace: string,
  pod: string,
  targets: readonly Machine[],
): Promise<Outcome[]> {
  const each = targets.map(({ ip, port }) => `try ${ip} ${port} &`).join(" ");
  const script = `try() { said=$(nc -w 4 $1 $2 -e true 2>&1) && said=open; echo "$1:$2 $said"; }; ${each} wait`;
  const output = await context.kubectl(["exec", "--namespace", namespace, pod, "--", "sh", "-c", script]);
  const said = new Map(
    output
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );
  return targets.map((target) => outcome(target, said.get(`${target.ip}:${target.port}`)));
}

/** Connects from the machine of the tests to many targets at once. */
export function connectFromHere(ip: string, targets: readonly Machine[]): Promise<Outcome[]> {
  return Promise.all(targets.map(async (target) => outcome(target, await connectOnce(ip, target))));
}

function connectOnce(localAddress: string, { ip, port }: Machine): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: ip, port, localAddress, timeout: 4000 });
    const said = (text: string): void => {
      socket.destroy();
      resolve(text);
    };
    socket
      .once("connect", () => said("open"))
      .once("error", ({ message }) => said(message))
      .once("timeout", () => said("timed out"));
  });
}

function outcome({ ip, port }: Machine, said: string | undefined): Outcome {
  if (said === undefined) throw new Error(`${ip}:${port}: the client said nothing`);
  // Refused by the server, not by a policy: then the attempt proves nothing.
  if (/refused/i.test(said)) throw new Error(`${ip}:${port}: nobody listens (${said})`);
  return { open: said === "open", said };
}
