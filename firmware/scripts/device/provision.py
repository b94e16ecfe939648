"""Make the line files of users' keys: `make provision ARGS="keys.jsonl"`, seconds a key.

The input is what the console takes (README): one JSON object a line, binary values in hex,

    {"do": "kms", "uri": "kms.example.org", "z": …, "kpak": …}
    {"do": "keys", "uri": "tel:+447700900123", "period": "2026-01", "rsk": …, "ssk": …, "pvt": …}

keys belonging to the KMS above them; `id` in place of a period gives the identifier itself. Every
key is validated (RFC 6508 6.1.2, RFC 6507 5.1.2). For each the file DIR/<number>-<period>.mksl is
written (layout: lib/mikey/crypto/pairing_table.py), to be put into ROMFS or frozen flash. It is as
secret as the key. `--new FILE` makes a KMS and users of its own first, for tests:

    provision.py --new keys.jsonl --user tel:+15550001 --user tel:+15550002 --period 2026-01
"""

import argparse
import json
import os
import secrets
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "lib"))

from mikey.credentials import identifier  # noqa: E402 - lib/ is no package of the host
from mikey.crypto import eccsi, pairing_table, sakke  # noqa: E402

_BAR = 40


class ProvisionError(Exception):
    """What the input does not allow; the text is for the user and holds no key."""


def octets(entry, name):
    """Return the octets of a hex field of an entry."""
    try:
        return bytes.fromhex(entry[name])
    except (KeyError, TypeError, ValueError):
        raise ProvisionError("field %s is missing or no hex" % name) from None


def identity_of(entry):
    """Return (identifier, name of the file without its ending) of a "keys" entry."""
    if "id" in entry:
        identity = octets(entry, "id")
        return identity, identity.hex()[:32]
    try:
        uri = identifier.normalise(entry["uri"].encode())
        period = entry["period"].encode("ascii")
    except (KeyError, AttributeError, UnicodeError):
        raise ProvisionError("uri or period is missing") from None
    if uri is None:
        raise ProvisionError("the URI is no tel URI in global form (RFC 6509 3.2)")
    year, dash, month = period[:4], period[4:5], period[5:]
    if len(period) != 7 or dash != b"-" or not (year + month).isdigit():
        raise ProvisionError("the period is not YYYY-MM")
    if not 1 <= int(month) <= 12:
        raise ProvisionError("the period is not YYYY-MM")
    name = "%s-%s" % (uri[5:].decode(), period.decode())
    return identifier.identifier(period, uri), name


def entries(path):
    """Yield (number of the line, "kms" entry, "keys" entry) of an input file."""
    kms = None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                do = entry["do"]
            except (ValueError, KeyError, TypeError):
                raise ProvisionError("line %d is no request" % number) from None
            if do == "kms":
                kms = entry
            elif do == "keys":
                if kms is None:
                    raise ProvisionError("line %d has keys before any KMS" % number)
                yield number, kms, entry


def show(name, done, total):
    """Draw the progress bar on a terminal."""
    if sys.stderr.isatty():
        filled = _BAR * done // total
        bar = "#" * filled + "." * (_BAR - filled)
        end = "\n" if done == total else ""
        sys.stderr.write("\r%s [%s] %3d %%%s" % (name, bar, 100 * done // total, end))
        sys.stderr.flush()


def provision(kms, entry, folder):
    """Validate one key and write its file into `folder`; return the file's path."""
    identity, name = identity_of(entry)
    z, rsk = octets(kms, "z"), octets(entry, "rsk")
    engine = sakke.Engine()
    if not sakke.check_rsk(z, identity, rsk, engine):
        raise ProvisionError("%s: RSK, Z and identifier do not belong together" % name)
    if "ssk" in entry:
        pair = octets(entry, "ssk"), octets(entry, "pvt")
        if not eccsi.check_ssk(octets(kms, "kpak"), identity, *pair):
            raise ProvisionError("%s: SSK, PVT and KPAK do not belong together" % name)
    path = os.path.join(folder, name + ".mksl")
    part = path + ".part"
    # readable by its owner alone; the whole file or none
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    lines = engine.make_steps(rsk)
    with os.fdopen(descriptor, "wb") as file:
        for done, total in pairing_table.make_steps(z, identity, rsk, lines, file.write):
            show(name, done, total)
    os.replace(part, path)
    return path


def new(path, users, periods):
    """Write the keys of a new KMS and its users to `path`, for tests."""
    from mikey_kms.kms import Kms

    kms = Kms.generate(secrets.token_bytes)
    lines = [{"do": "kms", "uri": "kms.example.org", "z": kms.Z.hex(), "kpak": kms.kpak.hex()}]
    for user in users:
        for period in periods:
            entry = {"do": "keys", "uri": user, "period": period}
            keys = kms.user(identity_of(entry)[0], secrets.token_bytes)
            entry.update(rsk=keys.rsk.hex(), ssk=keys.ssk.hex(), pvt=keys.pvt.hex())
            lines.append(entry)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def main(arguments=None):
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(
        prog="provision", description="Validate users' SAKKE keys and make their line files."
    )
    parser.add_argument("keys", nargs="?", help="file of kms and keys requests, one a line")
    parser.add_argument("-o", "--out", default=os.path.join(ROOT, "build", "provision"))
    parser.add_argument("--new", metavar="FILE", help="make a KMS and users of its own (tests)")
    parser.add_argument("--user", action="append", default=[], help="tel URI; repeat")
    parser.add_argument("--period", action="append", default=[], help="YYYY-MM; repeat")
    options = parser.parse_args(arguments)
    if options.new and not (options.user and options.period):
        parser.error("--new needs --user and --period")
    if not options.new and not options.keys:
        parser.error("which keys?")
    try:
        if options.new:
            new(options.new, options.user, options.period)
        os.makedirs(options.out, mode=0o700, exist_ok=True)
        for number, kms, entry in entries(options.keys or options.new):
            try:
                path = provision(kms, entry, options.out)
            except ProvisionError as error:
                raise ProvisionError("line %d: %s" % (number, error)) from None
            sys.stdout.write(path + "\n")
    except (ProvisionError, OSError) as error:
        sys.stderr.write("provision: %s\n" % error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
