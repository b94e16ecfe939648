# Names for type comments in device code, which imports nothing for their sake. That they are not
# used as if they were really there is checked by ruff, which does not read this file.

from typing import Any as Any

from mikey.credentials import Psk as Psk
from mikey.keyring import KeyRing as KeyRing
from mikey.session import Call as Call
