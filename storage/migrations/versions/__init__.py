"""One file a step. A new one names the step before it, and `storage.prepare.HEAD` names it."""
