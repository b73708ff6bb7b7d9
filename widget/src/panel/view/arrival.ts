/** Refs for what appears under the person's hand; they wait until it is in the page. */

/** Gives the focus to an element when it appears. */
export function focusOnArrival(node: HTMLElement | null): void {
  queueMicrotask(() => node?.focus());
}

/** Brings an element into view when it appears. */
export function showOnArrival(node: HTMLElement | null): void {
  queueMicrotask(() => node?.scrollIntoView({ block: "nearest" }));
}
