/** Name of the panel's file, which holds a hash of its content; written by the build. */
declare const PANEL_FILE: string;

/** Style sheets are bundled as minified text. */
declare module "*.css" {
  const css: string;
  export default css;
}
