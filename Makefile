# The workshop's front door. Every target first sees to it that what it needs is there; the work is in tools/.
WORKSHOP := @sh tools/python.sh tools/tasks.py

.PHONY: help setup run test tour bench lint format lock
.DEFAULT_GOAL := help

help:    ## say what there is
	@sed -n 's/^\([a-z]*\): *## /  make \1\t/p' $(MAKEFILE_LIST)
setup:   ## set everything up for running and checking, start nothing
	$(WORKSHOP) setup
run:     ## set everything up and open Nonet (ARGS="--data FOLDER …")
	$(WORKSHOP) run $(ARGS)
test:    ## set everything up and run every check (ARGS=tests/models for a part of the tests)
	$(WORKSHOP) test $(ARGS)
tour:    ## drive the real window and leave numbered pictures in build/tour (ONLY=video for one workspace)
	$(WORKSHOP) tour $(if $(ONLY),--only $(ONLY)) $(ARGS)
bench:   ## measure (NAME=startup for one benchmark, ARGS=--json)
	$(WORKSHOP) bench $(NAME) $(ARGS)
lint:    ## style, types and layers, without the tests
	$(WORKSHOP) lint
format:  ## put the code into its one style
	$(WORKSHOP) format
lock:    ## pin and hash the newest allowed requirements (then look at the difference and run the tests)
	$(WORKSHOP) lock
