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

/** Longest name of a page that the server takes. */
const LONGEST_PAGE = 100;

/** An address of its own, or a path; a bare name would be taken for a file beside the script. */
const ADDRESS = /^(https?:\/\/|\/|\.)/i;

/**
 * Reads the options from the element's attributes.
 *
 * The server is the one that the script came from, two folders above it, unless `server` says
 * otherwise; a value that makes no sense is replaced by the default.
 */
export function readOptions(element: Element, scriptUrl: string): Options {
  const read = (name: (typeof ATTRIBUTES)[number]) => element.getAttribute(name)?.trim() ?? "";
  const channel = read("channel") === "app" ? "app" : "web";
  const server = read("server");
  const folder = webAddress(ADDRESS.test(server) ? server : "", scriptUrl) ?? new URL("../../", scriptUrl);
  if (!folder.pathname.endsWith("/")) folder.pathname += "/";
  return {
    page: read("page").slice(0, LONGEST_PAGE),
    channel,
    headingLevel: headingLevel(read("heading-level")),
    endpoint: new URL(`webhooks/${channel}`, folder).href,
    privacy: webAddress(read("privacy"), document.baseURI)?.href ?? null,
  };
}

function headingLevel(value: string): Options["headingLevel"] {
  const level = Math.floor(Number(value));
  return level >= 1 && level <= 6 ? (level as Options["headingLevel"]) : 2;
}

/** The address of a page or a server; null when there is none, or it cannot be read. */
function webAddress(value: string, base: string): URL | null {
  try {
    const url = new URL(value, base);
    return value && /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
