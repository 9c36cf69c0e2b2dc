import type { ApplyBench } from "./apply-bench";
import type { StageContext } from "./stage";

/** A system that cannot run, and what must be said of it. */
interface Fault {
  readonly body: string;
  readonly mended: string;
  readonly says: readonly RegExp[];
}

const REPEAT = /It stopped in phase \d of \d, \d+ objects were created or changed\. Repeat the same command/;
const quota = (pods: string): string => `deployment(home, "web"); new k8s.KubeResourceQuota(home, "quota", {
  metadata: { name: "small" }, spec: { hard: { pods: k8s.Quantity.fromString("${pods}") } },
});`;
const FAULTS: Readonly<Record<string, Fault>> = {
  image: {
    body: `deployment(home, "web", { image: "registry.example/no-such:1" });`,
    mended: `deployment(home, "web");`,
    says: [/Deployment\.apps\/NAME\/web: /, /why: .*registry\.example\/no-such:1/, /what to do: /],
  },
  crash: {
    body: `deployment(home, "web", { command: ["sh", "-c", "echo the database is not there; exit 3"] });`,
    mended: `deployment(home, "web");`,
    says: [/Deployment\.apps\/NAME\/web: /, /why: [^]*the database is not there/, /what to do: /],
  },
  quota: {
    body: quota("0"),
    mended: quota("5"),
    says: [/Deployment\.apps\/NAME\/web: /, /why: .*(small|quota)/, /what to do: /],
  },
  job: {
    body: `new k8s.KubeJob(home, "job", { metadata: { name: "once" }, spec: { backoffLimit: 0, template:
      pod({ a: "b" }, { command: ["sh", "-c", "echo no such table; exit 1"] }, { restartPolicy: "Never" }) } });`,
    mended: "",
    says: [/Job\.batch\/NAME\/once: /, /why: [^]*no such table/, /what to do: /],
  },
};

/** Systems that cannot run: each ends early, with what is wrong and what to do; and when it is mended, the same command goes on. */
export async function faults(bench: ApplyBench, { kubectl, print }: StageContext): Promise<string> {
  const seconds = await Promise.all(
    Object.entries(FAULTS).map(async ([what, { body, mended, says }]) => {
      const name = `tagenal-e2e-fault-${what}`;
      const words = ["apply", "lab", "--app", `${bench.folder}/${what}.js`];
      const home = `const home = new tagenal.Namespace(app, "Home", { name: "${name}" });`;
      try {
        bench.app(what, home + body);
        const wanted = [...says, REPEAT].map(({ source }) => new RegExp(source.replace("NAME", name)));
        const ended = await bench.mustFail(words, wanted);
        const [, ...lines] = ended.err
          .trim()
          .split("\n")
          .filter((line) => !line.startsWith("phase "));
        print([`${what} (${ended.seconds} s):`, ...lines].join("\n    "));
        bench.app(what, home + mended);
        await bench.must([...words, "--prune"]);
        await bench.must(["delete", ...words.slice(1)]);
        return ended.seconds;
      } finally {
        await kubectl(["delete", "namespace", name, "--ignore-not-found"]);
      }
    }),
  );
  return `${Math.min(...seconds)} to ${Math.max(...seconds)}`;
}
