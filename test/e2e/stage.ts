/** What a stage of the end-to-end test is given. */
export interface StageContext {
  readonly kubeconfig: string;
  /** Everything, as before a release; else only what takes little time. */
  readonly full: boolean;
  readonly print: (line: string) => void;
  /** What kubectl prints; rejects with what it complains about. */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
}

/** What a stage has measured. */
export interface StageResult {
  readonly figures: Readonly<Record<string, number | string>>;
}

/** One part of the end-to-end test, against a running cluster; it fails by throwing. */
export type Stage = (context: StageContext) => Promise<StageResult>;
