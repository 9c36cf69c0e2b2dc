import type { Clock } from "../../cluster/clock";
import type { IKubectl } from "../../cluster/kubectl";
import { PODS, PORT } from "./proof-app";

/** The network may need a while to learn of a new policy: in clouds some seconds. */
const PATIENCE = 20_000;
const PAUSE = 500;

/** The pods that call the server. */
export class Callers {
  readonly namespace: string;
  readonly #kubectl: IKubectl;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  #server?: string;

  constructor(kubectl: IKubectl, namespace: string, { signal, clock }: { signal: AbortSignal; clock: Clock }) {
    this.#kubectl = kubectl;
    this.namespace = namespace;
    this.#signal = signal;
    this.#clock = clock;
  }

  /** Whether calls of a pod come to be answered, or not to be, within the time that the network may need. */
  async comesTo(pod: string, answered: boolean): Promise<boolean> {
    const end = this.#clock.now() + PATIENCE;
    do {
      if ((await this.#call(pod)) === answered) return true;
      await this.#clock.sleep(PAUSE, this.#signal);
    } while (this.#clock.now() < end);
    return false;
  }

  async #call(pod: string): Promise<boolean> {
    this.#server ??= await this.#kubectl.run(["get", "pod", PODS.server, "-n", this.namespace, "-o", "jsonpath={.status.podIP}"]);
    // The words are the answer: an error of kubectl itself must not pass for a closed connection.
    const script = `nc -w 2 ${this.#server} ${PORT} -e true >/dev/null 2>&1 && echo open || echo closed`;
    const said = await this.#kubectl.run(["--request-timeout=0", "exec", pod, "-n", this.namespace, "--", "sh", "-c", script]);
    return said.trim() === "open";
  }
}
