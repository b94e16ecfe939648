# Names for type comments, which a device does not read: nothing is imported for their sake. Code
# that used them as if they were there is found by ruff, which does not read this file.

from typing import Any as Any

from mikey.credentials import Psk as Psk
from mikey.keyring import KeyRing as KeyRing
from mikey.session import Call as Call
