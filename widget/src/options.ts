/** What the page that embeds the widget may set, as attributes of the element. */
export interface Options {
  /** Where the person is: a section of the portal or a screen of the app. */
  readonly page: string;
  readonly channel: "web" | "app";
  /** Level of the panel's heading in the page's outline. */
  readonly headingLevel: 1 | 2 | 3 | 4 | 5 | 6;
  /** Address of the channel, without a final slash. */
  readonly endpoint: string;
  /** The page that tells how personal data is protected, if the site has one. */
  readonly privacy: string | null;
}

export const ATTRIBUTES = [
  "page",
  "channel",
  "position",
  "theme",
  "heading-level",
  "server",
  "privacy",
] as const;

/**
 * Reads the options from the element's attributes.
 *
 * The server is the one that the script came from, two folders above it, unless `server` says
 * otherwise; a value that makes no sense is replaced by the default.
 */
export function readOptions(element: Element, scriptUrl: string): Options {
  const channel = element.getAttribute("channel") === "app" ? "app" : "web";
  const server = new URL(element.getAttribute("server") ?? "../../", scriptUrl);
  return {
    page: element.getAttribute("page") ?? "",
    channel,
    headingLevel: headingLevel(element.getAttribute("heading-level")),
    endpoint: new URL(`webhooks/${channel}`, withSlash(server)).href,
    privacy: httpsOrNull(element.getAttribute("privacy"), document.baseURI),
  };
}

function headingLevel(value: string | null): Options["headingLevel"] {
  const level = Number(value);
  return level >= 1 && level <= 6 ? (Math.floor(level) as Options["headingLevel"]) : 2;
}

function withSlash(url: URL): URL {
  return url.pathname.endsWith("/") ? url : new URL(`${url.href}/`);
}

function httpsOrNull(value: string | null, base: string): string | null {
  if (!value) return null;
  const url = new URL(value, base);
  return /^https?:$/.test(url.protocol) ? url.href : null;
}
