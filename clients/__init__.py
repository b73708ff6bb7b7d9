"""Reference clients that integrators copy from."""
