// What Pulumi has previewed, judged as every other diff.
export { diffOfPreview, exitCodeOfPreview, type PreviewDiffOptions } from "./diff-of-preview";
export { type PathChange, type Preview, type PreviewPath, type PreviewState, type PreviewStep } from "./preview";
export { readPreview } from "./read-preview";
