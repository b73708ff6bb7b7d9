/**
 * What passes between the help bubble's page and the native application: text in JSON, both ways,
 * through what each system gives to a WebView.
 */

/** What the page tells the application. */
export type Told =
  /** The page is there and hears. */
  | { readonly type: "ready" }
  /** A conversation is to be opened: the application answers with `credential`. */
  | { readonly type: "credential" }
  /** The person touched a link; `fallback` is where else the same is found. */
  | { readonly type: "open"; readonly href: string; readonly fallback: string | null }
  /** The person closed the chat: the application takes the page away. */
  | { readonly type: "closed" };

/** What the application tells the page. */
export type Heard =
  | { readonly type: "credential"; readonly value: string }
  /** `light` keeps to light colours; `system` follows the WebView. */
  | { readonly type: "theme"; readonly value: "light" | "system" }
  /** How large the person reads, 1 being the usual size. */
  | { readonly type: "text-size"; readonly value: number }
  /** The screen that the bubble was opened on. */
  | { readonly type: "page"; readonly value: string }
  /** The person went back. */
  | { readonly type: "back" };

/** A port of one of the two systems. */
interface Port {
  postMessage(text: string): void;
}

declare global {
  interface Window {
    /** iOS: `WKUserContentController.add(_:name:)`, with the name `assistant`. */
    webkit?: { messageHandlers?: { assistant?: Port } };
    /** Android: `WebViewCompat.addWebMessageListener`, with this name. */
    assistantNative?: Port & { onmessage?: ((event: { data: unknown }) => void) | null };
    /** iOS calls it with `callAsyncJavaScript`. */
    assistantBubble?: { receive(text: string): void };
  }
}

/** The smallest and the largest text that the systems let a person choose. */
const SIZES = { least: 0.8, most: 3.2 };
/** A JWT with a long key is a few kilobytes. */
const LONGEST = 16_384;

/** Whether a native application shows this page; a browser does not. */
export function isNative(): boolean {
  return Boolean(window.webkit?.messageHandlers?.assistant ?? window.assistantNative);
}

/** Tells the application something; nobody hears it in a browser. */
export function tell(message: Told): void {
  const port = window.webkit?.messageHandlers?.assistant ?? window.assistantNative;
  port?.postMessage(JSON.stringify({ v: 1, ...message }));
}

/** Calls `hear` with each message of the application that can be understood. */
export function listen(hear: (message: Heard) => void): void {
  const receive = (text: unknown) => {
    const message = read(text);
    if (message) hear(message);
  };
  window.assistantBubble = { receive };
  if (window.assistantNative) window.assistantNative.onmessage = ({ data }) => receive(data);
}

function read(text: unknown): Heard | null {
  if (typeof text !== "string" || text.length > LONGEST) return null;
  const { type, value } = fields(text);
  if (type === "back") return { type };
  if (type === "theme") return { type, value: value === "light" ? value : "system" };
  if (type === "text-size") return typeof value === "number" && value > 0 ? { type, value: bounded(value) } : null;
  if (type === "credential" || type === "page") return typeof value === "string" ? { type, value } : null;
  return null;
}

function bounded(size: number): number {
  return Math.min(SIZES.most, Math.max(SIZES.least, size));
}

function fields(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
