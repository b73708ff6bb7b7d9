/** What the build's JSX transform calls. */
export { Fragment, h } from "preact";
