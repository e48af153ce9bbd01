# make        builds the distribution folder build/jmpi
# make run    trains the digit classifier on 4 ranks
# make test   everything that CI checks
# make help   the rest

SHELL := /bin/sh
MVNW := ./mvnw -B -q
DIST := build/jmpi
RANKS ?= 4
ARGS ?=
SWEEP ?= 10
FILES ?= build/bench/*.csv
KILLS ?= 100
SECONDS ?= 600
NODES ?= 60000000
SCENARIOS ?= 1000000
SEED ?=

.DEFAULT_GOAL := dist
.PHONY: dist run run-survive run-respawn recovery-demo test test-sweep test-large test-kill test-patience test-stress soak format \
	check-format bench-quick bench-quic bench-sweep bench-recovery bench-plots bench-scale bench-start bench-wan bench-jmh bench-peers \
	api-coverage conformance clean help jdk

## dist: build the distribution folder build/jmpi
dist: jdk
	@$(MVNW) package -pl dist -am -DskipTests

## run: build, then train the digit classifier on RANKS (4) ranks; ARGS go to the program
run: jdk
	@$(MVNW) package -pl dist,examples -am -DskipTests
	@$(DIST)/bin/jmpirun -n $(RANKS) -cp examples/target/jmpi-examples.jar org.jmpi.examples.digits.TrainDigits $(ARGS)

## run-survive: the same with a spare rank more; rank 1 is killed in mid-training, the spare takes its place
run-survive: jdk
	@$(MVNW) package -pl dist,examples -am -DskipTests
	@$(DIST)/bin/jmpirun -n $$(($(RANKS) + 1)) --with-ft ulfm -cp examples/target/jmpi-examples.jar \
	  org.jmpi.examples.digits.TrainDigits --survive --spares 1 --kill-rank 1 --kill-at-step 300 $(ARGS)

## run-respawn: the same without a spare: a process that is started for it takes the place of rank 1
run-respawn: jdk
	@$(MVNW) package -pl dist,examples -am -DskipTests
	@$(DIST)/bin/jmpirun -n $(RANKS) --with-ft ulfm --respawn -cp examples/target/jmpi-examples.jar \
	  org.jmpi.examples.digits.TrainDigits --survive --kill-rank 1 --kill-at-step 300 $(ARGS)

## recovery-demo: build, then kill a rank (or ARGS of them) of RANKS (4) that add up; the others repair and go on, with times
recovery-demo: jdk
	@$(MVNW) package -pl dist,examples -am -DskipTests
	@$(DIST)/bin/jmpirun -n $(RANKS) --with-ft ulfm -cp examples/target/jmpi-examples.jar \
	  org.jmpi.examples.recovery.RecoveryDemo $(ARGS)

## test: formatting, architecture, all tests; on a newer JDK too where there is one, but for those tagged "sweep"
# Tagged are those whose result cannot depend on the JDK: seeds over simulated clusters, matrices of numbers of ranks.
test: jdk
	@tools/make-test

## test-sweep: the tests over simulated clusters with SWEEP (10) times as many seeds, some minutes
test-sweep: jdk
	@$(MVNW) verify -pl jmpi-api -am -Dgroups=sweep -Djmpi.test.sweep=$(SWEEP)

## test-large: one message of 3 GiB between two processes; needs 8 GB of memory
test-large: jdk
	@$(MVNW) verify -pl conformance-tests -am -Dtest=LargeMessageTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dconformance.large=true

## test-kill: KILLS (100) deaths at random moments, then as many with respawn, minutes; SEED repeats a run; see that nothing hangs, tears or is left
test-kill: jdk
	@$(MVNW) verify -pl conformance-tests -am '-Dtest=KillTest,RespawnTest#shouldBearDeathsAtRandomMoments' -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dconformance.kills=$(KILLS) $(if $(SEED),-Dconformance.seed=$(SEED)) -Djmpi.test.bound-s=3600

## test-patience: SECONDS (600) on a starved machine, with collections of 3 s and no MPI calls; see that nobody is suspected
test-patience: jdk
	@$(MVNW) verify -pl conformance-tests -am -Dtest=PatienceTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dconformance.patience-s=$(SECONDS) -Dconformance.patience-nodes=$(NODES) -Dconformance.patience-pause-ms=3000 \
	  -Djmpi.test.bound-s=7200

## test-stress: what the memory model allows of rings, slots and sleepers (jcstress); three minutes on an idle machine
test-stress: jdk
	@$(MVNW) package -P stress -pl stress-tests -am -DskipTests
	@tools/test-stress

## soak: SCENARIOS (1000000) simulated deaths at every step of revoke and agree; some minutes
soak: jdk
	@$(MVNW) verify -pl ulfm-recovery -am -Dtest=RecoverySimulationTest#shouldKeepItsPromises* \
	  -Dsurefire.failIfNoSpecifiedTests=false -Drecovery.scenarios=$(SCENARIOS) -Djmpi.test.bound-s=14400

## api-coverage: members of both dialects that package mpi lacks; ARGS=-v lists them
api-coverage: jdk
	@$(MVNW) package -pl conformance-tests -am -DskipTests
	@"$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -cp jmpi-api/target/classes:jmpi-api/target/mpijava-classes:conformance-tests/target/classes \
	  conformance.api.ApiCoverage $(ARGS)

## conformance: the conformance suite on 1 to 8 ranks over every transport, into docs/conformance.md; ARGS: --ranks 2,3 …
conformance: jdk
	@$(MVNW) package -pl dist,conformance-tests -am -DskipTests
	@"$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -XX:+UseSerialGC -cp jmpi-api/target/classes:jmpi-api/target/mpijava-classes:conformance-tests/target/classes \
	  conformance.report.Conformance --write docs/conformance.md $(ARGS)

## format: format all sources
format: jdk
	@$(MVNW) spotless:apply

## check-format: fail when a source is not formatted
check-format: jdk
	@$(MVNW) spotless:check

## bench-quick: latency, bandwidth and allReduce of 2 ranks over shared memory, QUIC and in one process; a minute
bench-quick: jdk
	@$(MVNW) package -pl dist,bench -am -DskipTests
	@tools/bench-quick

## bench-quic: the same over QUIC beside the bare codec, some minutes
bench-quic: jdk
	@$(MVNW) package -pl dist,bench -am -DskipTests
	@tools/bench-quic

## bench-sweep: every benchmark program by size over every transport, into build/bench; half an hour
bench-sweep: jdk
	@$(MVNW) package -pl dist,bench -am -DskipTests
	@tools/bench-sweep

## bench-plots: pictures (PNG) of the CSV files FILES (build/bench/*.csv), beside them
bench-plots: jdk
	@$(MVNW) package -pl bench -am -DskipTests
	@"$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -cp "bench/target/jmpi-bench.jar:bench/target/lib/*" org.jmpi.bench.plot.Plots $(FILES)

## bench-scale: collectives of 10 to 10,000 ranks by simulation, flat and on levels, into build/bench; ARGS: --ops, … or --calibrate
bench-scale: jdk
	@$(MVNW) package -pl dist,bench -am -DskipTests
	@tools/bench-scale $(ARGS)

## bench-start: how long a hello program takes on 1, 2, 4, 16 ranks, and the memory of an idle rank; ARGS go to jmpirun
bench-start: jdk
	@$(MVNW) package -pl dist,examples,bench -am -DskipTests
	@tools/bench-start $(ARGS)

## bench-recovery: from a death to the first collective after it, agree beside allReduce, fault tolerance on and off; minutes
bench-recovery: jdk
	@$(MVNW) package -pl dist,examples,bench -am -DskipTests
	@RANKS=$(RANKS) tools/bench-recovery

## bench-wan: JMPI beside TCP on emulated links between sites, in network namespaces (root); ARGS=--quick eight minutes, else 50
bench-wan: jdk
	@$(MVNW) package -pl dist,bench -am -DskipTests
	@tools/bench-wan $(ARGS)

## bench-jmh: JMH benchmarks of the engine's cores, with allocation rates; ARGS go to JMH
bench-jmh: jdk
	@$(MVNW) package -pl dist,bench -am -DskipTests
	@"$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -cp "$(DIST)/lib/jmpi.jar:bench/target/jmpi-bench.jar:bench/target/lib/*" \
	  org.openjdk.jmh.Main -prof gc $(ARGS)

## bench-peers: the same programs beside Open MPI Java (OMPI_HOME), MPJ Express (MPJ_HOME), MPICH and Open MPI in C; ARGS: --quick, …
bench-peers: jdk
	@$(MVNW) package -pl dist,bench -am -DskipTests
	@tools/bench-peers $(ARGS)

## clean: remove what was built
clean: jdk
	@$(MVNW) clean
	@rm -rf build

## help: this list
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

jdk:
	@tools/check-jdk
