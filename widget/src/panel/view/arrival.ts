/** Refs for what appears under the person's hand. */

/** Gives the focus to an element when it appears. */
export function focusOnArrival(node: HTMLElement | null): void {
  node?.focus();
}

/** Brings an element into view when it appears. */
export function showOnArrival(node: HTMLElement | null): void {
  node?.scrollIntoView({ block: "nearest" });
}
