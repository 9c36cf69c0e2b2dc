import { RefusedError } from "../../constructs/core";
import { CLOCK, type Clock } from "./clock";
import { Interrupted } from "./interrupted";
import { type IKubectl, type KubectlCall, KubectlError } from "./kubectl";
import { clusterFailure, explainFailure } from "./kubectl-failure";

/** How a patient kubectl waits. */
export interface PatienceOptions {
  /**
   * Ends all calls.
   * @default - nothing does
   */
  readonly signal?: AbortSignal;
  /**
   * Is told what is waited for.
   * @default - nobody is
   */
  readonly onWait?: (what: string) => void;
  /** @default - the machine's */
  readonly clock?: Clock;
}

/** How long a connection may be lost. */
const LIMIT = 30_000;
/** After the terminal's Ctrl-C kubectl may be gone before we have heard of it. */
const HEARING = 100;

/**
 * A kubectl that tries again while the cluster is out of reach or busy: every call may be repeated, or fails with what
 * its repetition found. What the cluster answers, it passes on.
 */
export class PatientKubectl implements IKubectl {
  readonly #kubectl: IKubectl;
  readonly #signal: AbortSignal | undefined;
  readonly #onWait: (what: string) => void;
  readonly #clock: Clock;

  constructor(kubectl: IKubectl, { signal, onWait = () => undefined, clock = CLOCK }: PatienceOptions = {}) {
    this.#kubectl = kubectl;
    this.#signal = signal;
    this.#onWait = onWait;
    this.#clock = clock;
  }

  /** What kubectl prints, after as many tries as the connection needs. */
  async run(args: readonly string[], call: KubectlCall = {}): Promise<string> {
    const begin = this.#clock.now();
    for (let pause = 500; ; pause = Math.min(pause * 2, 5000)) {
      if (this.#signal?.aborted) throw new Interrupted();
      try {
        return await this.#kubectl.run(["--request-timeout=30s", ...args], { signal: this.#signal, ...call });
      } catch (error) {
        await this.#endIfInterrupted(error);
        const failure = clusterFailure(error);
        if (failure === undefined || !(error instanceof KubectlError)) throw error;
        const left = LIMIT - (this.#clock.now() - begin);
        if (left <= 0 || failure === "kubectl is missing" || failure === "no login")
          throw lost(explainFailure(failure, error, "the cluster"));
        this.#onWait(
          `${failure === "busy" ? "the cluster is busy" : "the connection is lost"}, trying again for ${Math.ceil(left / 1000)} s …`,
        );
        await this.#clock.sleep(Math.min(pause, left), this.#signal).catch(() => undefined);
      }
    }
  }

  /** What kubectl prints, read as JSON. */
  async json<T>(args: readonly string[], call?: KubectlCall): Promise<T> {
    return JSON.parse(await this.run([...args, "-o", "json"], call)) as T;
  }

  async #endIfInterrupted(error: unknown): Promise<void> {
    const { killed, signal } = ((error as Error).cause ?? {}) as { killed?: boolean; signal?: string | null };
    if (killed || signal) await this.#clock.sleep(HEARING, this.#signal).catch(() => undefined);
    if (this.#signal?.aborted) throw new Interrupted();
  }
}

function lost(explanation: string): RefusedError {
  return new RefusedError(
    [{ path: "", message: `${explanation}; then repeat the same command: it goes on where it stopped` }],
    "the connection",
  );
}
