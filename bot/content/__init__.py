"""The content: all that an answer depends on, typed, from files or from an archive."""




