"""Entropy drivers on simulated registers: what they ask of the hardware, and what they refuse."""

import pytest

from boards.board_hardware import Chip, Hardware, loaded, refused
from mikey import errors
from mikey.drivers import TRUSTED
from mikey.handset import Handset


def gives(driver):
    """Whether an entropy driver fills a buffer."""
    out = bytearray(64)
    try:
        driver.fill(out)
    except errors.MikeyError as error:
        assert error.fault == errors.ENTROPY
        assert out == bytes(64)
        return False
    return len(set(out)) > 20


class Rosc(Chip):
    """RP2040: RANDOMBIT at 0x4006001c; the other bits of a register read as zero."""

    stuck = None  # type: int | None

    def read(self, address):
        if address != 0x4006001C:
            return 0
        return self.random.getrandbits(1) if self.stuck is None else self.stuck


@pytest.mark.parametrize("stuck", [None, 0, 1])
def test_rp2040_tests_the_raw_bit(stuck, tmp_path):
    chip = Rosc()
    chip.stuck = stuck
    with loaded("RPI_PICO", Hardware(chip)) as board:
        drivers = board.drivers(directory=str(tmp_path))
        assert drivers.entropy.healthy is (stuck is None)
        assert gives(drivers.entropy) is (stuck is None)
        assert set(chip.reads) == {0x4006001C}
        assert not chip.writes
        # The rest of the handset does not suffer: PSK and SAKKE receive need no entropy.
        drivers.store.save("replay", b"x")
        assert drivers.store.load("replay", bytearray(1)) == 1


def test_rp2040_stuck_in_use(tmp_path):
    chip = Rosc()
    with loaded("RPI_PICO", Hardware(chip)) as board:
        entropy = board.drivers(directory=str(tmp_path)).entropy
        assert gives(entropy)
        chip.stuck = 1
        assert not gives(entropy)
        chip.stuck = None
        assert not gives(entropy)


class Trng(Chip):
    """RP2350 TRNG: collects 192 bits when it is enabled after a reset of the counter of bits."""

    BASE = 0x400F0000
    error = 0
    silent = False
    stuck = False
    reset = False
    words = None  # type: list[int] | None

    def write(self, address, value):
        offset = address - self.BASE
        enabled = self.memory.get(self.BASE + 0x12C)
        if offset == 0x1BC and not enabled:  # the counter is reset while the source is off
            self.reset = True
            self.words = None
        if offset == 0x12C and value == 1 and self.reset:
            self.reset = False
            self.words = [0 if self.stuck else self.random.getrandbits(32) for _ in range(6)]

    def read(self, address):
        offset = address - self.BASE
        if offset == 0x104:
            return self.error | int(self.words is not None and not self.silent)
        if 0x114 <= offset <= 0x128:
            assert self.words
            return self.words[(offset - 0x114) // 4]
        return self.memory.get(address, 0)


def test_rp2350_reads_raw_bits(tmp_path):
    chip = Trng()
    with loaded("RPI_PICO2", Hardware(chip)) as board:
        assert gives(board.drivers(directory=str(tmp_path)).entropy)
    # Everything between the oscillator and the register is bypassed.
    assert chip.memory[chip.BASE + 0x138] == 0x0E
    assert chip.memory[chip.BASE + 0x130] >= 17  # datasheet: the least without the decorrelator
    assert chip.writes[-1] == (chip.BASE + 0x12C, 0)  # the oscillator is off when not in use


@pytest.mark.parametrize(
    "fault", [{"error": 2}, {"error": 4}, {"error": 8}, {"silent": True}, {"stuck": True}]
)
def test_rp2350_faults_are_refused(fault, tmp_path):
    chip = Trng()
    with loaded("RPI_PICO2", Hardware(chip)) as board:
        entropy = board.drivers(directory=str(tmp_path)).entropy
        assert gives(entropy)
        vars(chip).update(fault)
        assert not gives(entropy)
        vars(chip).update({"error": 0, "silent": False, "stuck": False})
        assert not gives(entropy)
        assert chip.writes[-1] == (chip.BASE + 0x12C, 0)


class StmRng(Chip):
    """STM32H5 RNG: status at 0x420c0804, data at 0x420c0808."""

    status = 1
    late = 0
    word = None

    def read(self, address):
        if address == 0x420C0804:
            if self.late:
                self.late -= 1
                return self.status & ~1
            return self.status
        assert address == 0x420C0808
        return self.random.getrandbits(32) if self.word is None else self.word


def test_stm32_reads_words(tmp_path):
    chip = StmRng()
    chip.late = 50
    hardware = Hardware(chip)
    with loaded("NUCLEO_H563ZI", hardware) as board:
        assert gives(board.drivers(directory=str(tmp_path)).entropy)
    assert hardware.rng_enabled == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 0x41},  # SEIS with data ready
        {"status": 0x21},  # CEIS
        {"status": 0x05},  # SECS
        {"status": 0x03},  # CECS
        {"status": 0x00},  # never ready: the port would return 0
        {"word": 0},  # a seed error between status and data
        {"word": 0xFFFFFFFF},
        {"word": 0xA5A5A5A5},
    ],
)
def test_stm32_faults_are_refused(fault, tmp_path):
    chip = StmRng()
    with loaded("NUCLEO_H563ZI", Hardware(chip)) as board:
        entropy = board.drivers(directory=str(tmp_path)).entropy
        assert gives(entropy)
        vars(chip).update(fault)
        assert not gives(entropy)
        vars(chip).update({"status": 1, "word": None})
        assert not gives(entropy)


class EspRng(Chip):
    """ESP32: one register of random words, which looks random without a radio too."""

    def read(self, address):
        return self.random.getrandbits(32)


@pytest.mark.parametrize(
    ("name", "address"), [("ESP32_GENERIC_S3", 0x6003507C), ("ESP32_GENERIC_C3", 0x600260B0)]
)
@pytest.mark.parametrize("radio", ["wifi", "bluetooth"])
def test_esp32_refuses_without_a_radio(name, address, radio, tmp_path):
    chip = EspRng()
    hardware = Hardware(chip)
    with loaded(name, hardware) as board:
        entropy = board.drivers(directory=str(tmp_path)).entropy
        assert not gives(entropy)
        assert not chip.reads
        hardware.radio[radio] = True
        assert gives(entropy)  # a radio that was off is no broken source
        assert set(chip.reads) == {address}
        hardware.radio[radio] = False
        assert not gives(entropy)
        hardware.radio[radio] = True
        assert gives(entropy)


def test_esp32_radio_switched_off_while_sampling(tmp_path):
    chip = EspRng()
    hardware = Hardware(chip)
    hardware.radio["wifi"] = True
    with loaded("ESP32_GENERIC_S3", hardware) as board:
        entropy = board.drivers(directory=str(tmp_path)).entropy
        assert gives(entropy)

        def read(address):
            hardware.radio["wifi"] = False
            return 0x12345678

        chip.read = read
        assert not gives(entropy)


def test_esp32_stuck_register(tmp_path):
    chip = EspRng()
    chip.read = lambda address: 0xFFFFFFFF
    hardware = Hardware(chip)
    hardware.radio["wifi"] = True
    with loaded("ESP32_GENERIC_C3", hardware) as board:
        entropy = board.drivers(directory=str(tmp_path)).entropy
        assert not entropy.healthy
        assert not gives(entropy)


class NrfRng(Chip):
    """nRF52840 RNG: an octet is there after some polls, once started; CONFIG can be locked."""

    BASE = 0x4000D000
    delay = 3
    value = None
    locked = False
    waited = 0

    def write(self, address, value):
        if address == self.BASE + 0x504 and self.locked:
            self.memory[address] = 0

    def read(self, address):
        if address == self.BASE + 0x100:
            self.waited += 1
            running = [value for place, value in self.writes if place <= self.BASE + 4]
            if running and self.waited >= self.delay:
                self.waited = 0
                return 1
            return 0
        if address == self.BASE + 0x508:
            return self.random.getrandbits(8) if self.value is None else self.value
        return self.memory.get(address, 0)


def test_nrf_corrects_bias(tmp_path):
    chip = NrfRng()
    with loaded("PCA10056", Hardware(chip)) as board:
        assert gives(board.drivers(directory=str(tmp_path)).entropy)
    places = [place - chip.BASE for place, _ in chip.writes]
    assert chip.writes[places.index(0x504)] == (chip.BASE + 0x504, 1)
    assert places.index(0x504) < places.index(0x000)  # set before the first start
    assert places[-1] == 0x004  # stopped when not in use


@pytest.mark.parametrize("fault", [{"delay": 1 << 30}, {"value": 0}, {"locked": True}])
def test_nrf_faults_are_refused(fault, tmp_path):
    chip = NrfRng()
    with loaded("PCA10056", Hardware(chip)) as board:
        entropy = board.drivers(directory=str(tmp_path)).entropy
        assert gives(entropy)
        vars(chip).update(fault)
        assert not gives(entropy)
        vars(chip).update({"delay": 3, "value": None, "locked": False})
        assert not gives(entropy)
        assert chip.writes[-1] == (chip.BASE + 4, 1)


def test_the_emulator_without_its_host_gives_nothing():
    hardware = Hardware()
    hardware.host_fails = True
    with loaded("QEMU_M4", hardware) as board:
        drivers = board.drivers()
        assert not drivers.entropy.healthy
        refused(errors.ENTROPY, drivers.entropy.fill, bytearray(1))


def test_a_handset_without_entropy_still_receives(tmp_path):
    chip = Rosc()
    chip.stuck = 1
    with loaded("UNIX") as board:
        alice = Handset(board.drivers(), b"sip:alice@example.com")
    with loaded("RPI_PICO", Hardware(chip)) as board:
        drivers = board.drivers(directory=str(tmp_path))
        now = bytearray(8)
        alice.clock.now(now)
        drivers.clock.set(now, TRUSTED)
        bob = Handset(drivers, b"sip:bob@example.com")
        alice.psks.add(bob.identity, b"k" * 16)
        bob.psks.add(alice.identity, b"k" * 16)
        sent = alice.offer("psk", bob.identity, [b"\x00\x00\x00\x01"])
        call = bob.receive(bytes(sent.message))
        assert call.streams
        refused(errors.ENTROPY, bob.offer, "psk", alice.identity, [b"\x00\x00\x00\x02"])
