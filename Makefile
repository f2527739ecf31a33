# Every target does its own set-up on a fresh machine. "make" alone lists them.
.DEFAULT_GOAL := help
.PHONY: help build demo example test test-18 attack lint deny doc bench mutants fuzz pipe-10g soak clean

CARGO ?= cargo

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build the release binary
	$(CARGO) build --locked --release

demo: ## crawl /usr (or DEMO_ROOT), load it into a private PostgreSQL, show what is in it and what changed
	@scripts/demo.sh

example: ## load a dump through the library, as examples/load_dump.rs does
	@scripts/example.sh

test: ## run all tests on the machine's PostgreSQL, which is installed when missing
	@scripts/test.sh

test-18: ## run all tests on PostgreSQL 18, fetched with npm
	@PGBIN=$$(scripts/fetch-postgres-18.sh) && export PGBIN && scripts/test.sh

attack: ## run every test that SECURITY.md names, on a server of their own
	@scripts/attack.sh

lint: ## check format and clippy, warnings are errors
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets --all-features -- -D warnings

deny: ## check licences, sources and bans of all dependencies (deny.toml); needs cargo-deny
	@$(CARGO) deny --version >/dev/null 2>&1 || { echo "cargo-deny is missing: cargo install --locked cargo-deny"; exit 1; }
	$(CARGO) deny --locked check bans licenses sources

doc: ## build the documentation, warnings are errors
	RUSTDOCFLAGS=-Dwarnings $(CARGO) doc --locked --no-deps

bench: ## run the benchmarks
	@scripts/ensure-postgres.sh >/dev/null
	$(CARGO) bench --locked

mutants: ## change the pure rooms in small ways (MUTANTS=files for some): each change must fail a test; needs cargo-mutants
	@scripts/mutants.sh

fuzz: ## fuzz the cutter, every format, logs and updates, FUZZ_SECONDS (60) each; needs a nightly toolchain
	@scripts/fuzz.sh

pipe-10g: ## load PIPE_BYTES (10 GB) made on the fly through a pipe, and check the peak of memory
	@scripts/pipe.sh

soak: ## mixed scans and audits under random faults for SOAK_MINUTES (30), then the tables must be those of a calm run
	@scripts/ensure-postgres.sh >/dev/null
	SOAK_MINUTES=$${SOAK_MINUTES:-30} $(CARGO) test --locked --release --test main soak -- --nocapture

clean: ## delete what was built and fetched; a database of yours stays (tierload db reset)
	$(CARGO) clean
	rm -rf target/postgres-18
