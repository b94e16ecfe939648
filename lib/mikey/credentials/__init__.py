"""What a handset knows of itself and its peers: pre-shared keys; `sakke`: KMS domains and keys."""

from mikey.credentials.psk import ANYBODY, Psk, PskStore  # noqa: F401
