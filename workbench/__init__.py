"""The content editors' workbench: from a misunderstood message to a better assistant."""
