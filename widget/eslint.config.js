import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import globals from "globals";
import tseslint from "typescript-eslint";

export default tseslint.config(
  js.configs.recommended,
  { files: ["*.mjs", "*.js"], languageOptions: { globals: globals.node } },
  {
    files: ["src/**/*.{ts,tsx}", "test/**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["src/**/*.tsx"],
    extends: [jsxA11y.flatConfigs.strict],
    rules: {
      // The log of the conversation scrolls, so the keyboard must reach it.
      "jsx-a11y/no-noninteractive-tabindex": ["error", { roles: ["log"], tags: [] }],
    },
  },
);
