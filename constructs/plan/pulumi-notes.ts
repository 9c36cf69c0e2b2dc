const NOTES = /^(pulumi\.com\/|tagenal\.dev\/(awaited|credential-generation)$)/;

/** Whether an annotation is one that Pulumi, or our bridge to it, notes for itself: the code does not say it. */
export function isNoteOfPulumi(annotation: string): boolean {
  return NOTES.test(annotation);
}
