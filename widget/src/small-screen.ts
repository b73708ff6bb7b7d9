/** On these screens the panel covers the page, so it never opens without being asked. */
export const SMALL_SCREEN = "(max-width: 519px), (max-height: 519px)";
